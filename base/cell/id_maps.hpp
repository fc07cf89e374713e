// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"

namespace assay::cell {

/// Writes the user and group maps of a process that has just made its user namespace, through newuidmap and newgidmap:
/// 0 is the caller's own id, his subordinate ones follow from 1. For Subordinate and Keeper. Errors: Sandbox, saying
/// what to install.
Status write_keeper_maps(int process, const HostIds& ids);

}  // namespace assay::cell
