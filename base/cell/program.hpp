// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <vector>

namespace assay::cell {

/// Runs one of the machine's own tools outside any cell, with an empty environment, and gives what it printed on
/// standard output, at most 64 KiB. For the cell's own set-up only. Errors: NotFound, Io when it fails.
Result<std::string> run_tool(const std::vector<std::string>& command);

/// Whether the machine has a program that a cell on HostUsr is to run: without it the cell fails, not the one it was
/// given. Errors: Sandbox, naming the Debian package to install.
Status need_program(const std::string& path, std::string_view package);

}  // namespace assay::cell
