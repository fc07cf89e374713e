// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/console/command.hpp"

namespace assay::auditor {

Command check_command();
Command policy_show_command();

}  // namespace assay::auditor
