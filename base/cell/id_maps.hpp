// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"

namespace assay::cell {

/// Writes the user and group maps of a process that has just made its user namespace: for fresh ids directly, for the
/// caller's own through newuidmap and newgidmap. Errors: Sandbox, saying what to install.
Status write_range_maps(int process, const HostIds& ids);

}  // namespace assay::cell
