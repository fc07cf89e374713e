// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <string>
#include <vector>

namespace assay::verifier {

/// How much of a build's log is shown where a build failed.
inline constexpr std::size_t kLogLinesShown = 20, kLogLineBytesShown = 400;

/// The last lines of a build's log, oldest first, for people: at most kLogLinesShown. A longer line is cut at about
/// kLogLineBytesShown bytes and ends in `…`. Always UTF-8: a byte that is none is shown as `\xff`. What a terminal
/// would obey is still in it, so it is escaped where it is shown. At most the last 64 KiB of the log are read. Errors:
/// io_error's.
Result<std::vector<std::string>> end_of_log(const Descriptor& log);

/// What a build left in place of a missing artifact, as build_once wrote it into its outputs: quoted paths in their
/// order, kLeftNamesMax at most; none where no artifact was missing. Errors: Limit, io_error's.
Result<std::vector<std::string>> left_by_build(const Folder& outputs);

}  // namespace assay::verifier
