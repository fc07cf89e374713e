// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "verifier/report/outputs.hpp"

#include <string>
#include <vector>

namespace assay::verifier {

/// How much of a build's log is shown where a build failed.
inline constexpr std::size_t kLogLinesShown = 20, kLogLineBytesShown = 400;

/// The end of a build's log: whole lines where it has any, at most kLogEndBytesMax. Always UTF-8: a byte that is none
/// is written as `\xff`. What a terminal would obey is still in it, so it is escaped where it is shown. Errors:
/// io_error's.
Result<std::string> end_of_log(const Descriptor& log);

/// The last lines of it, oldest first, for people: at most kLogLinesShown. A longer line is cut at about
/// kLogLineBytesShown bytes and ends in `…`.
std::vector<std::string> last_lines(std::string_view end_of_log);

/// What a build left in place of a missing artifact, as build_once wrote it into its outputs: quoted paths in their
/// order, kLeftNamesMax at most; none where no artifact was missing. Errors: Limit, io_error's.
Result<std::vector<std::string>> left_by_build(const Folder& outputs);

}  // namespace assay::verifier
