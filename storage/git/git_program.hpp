// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/git/git_layout.hpp"

#include <string>
#include <vector>

namespace assay::storage {

/// Asks the machine's git what libgit2 cannot answer, and gives what it prints, at most 16 MiB.
///
/// It runs in a cell that sees the repository and its work tree, read-only, and nothing else: what their configuration
/// has it run can reach nothing. Hooks, file system monitors and filters are switched off besides. Errors: Sandbox
/// where there is no git or no cell; Invalid in git's words; Limit.
Result<std::string> ask_git(const GitLayout& layout, const GitFeatures& features,
                            const std::vector<std::string>& arguments);

}  // namespace assay::storage
