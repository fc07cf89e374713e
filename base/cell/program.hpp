// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <vector>

namespace assay::cell {

/// Runs one of the machine's own tools outside any cell, with an empty environment, and gives what it printed on stdout
/// and stderr together, at most 64 KiB. For the cell's own set-up only. Errors: NotFound, Io when it fails.
Result<std::string> run_tool(const std::vector<std::string>& command);

}  // namespace assay::cell
