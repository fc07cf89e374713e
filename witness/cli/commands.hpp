// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"
#include "base/core/time.hpp"

namespace assay::witness {

/// The whole program. The clock outlives it.
Command witness_command(const Clock& clock);

Command serve_command(const Clock& clock);
Command sign_command(const Clock& clock);

}  // namespace assay::witness
