// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <vector>

namespace assay::cell {

/// One thing cells need or profit from, as found on this machine for this user.
struct Facility {
    std::string name;  ///< `bubblewrap`, `seccomp`, `cell`, `cell with a user range`, `cgroups`
    bool is_there = false;
    bool is_required = true;  ///< without it no cell runs
    std::string detail;       ///< a version, or why it is not there
    std::vector<std::string> hints;
};

/// Looks for all of them; builds two small cells to be sure.
std::vector<Facility> preflight();

}  // namespace assay::cell
