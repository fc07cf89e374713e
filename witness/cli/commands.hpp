// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay::witness {

/// The whole program.
Command witness_command();

Command serve_command();
Command sign_command();

}  // namespace assay::witness
