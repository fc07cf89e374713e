// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/command/command.hpp"

namespace assay::auditor {

/// The commands of `auditor`, each with its page beside it.
Command check_command();
Command compare_command();
Command policy_show_command();

/// The whole program.
Command auditor_command();

}  // namespace assay::auditor
