// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// How much of a stranger's text people are shown: so many lines or items, so many bytes of each.
inline constexpr std::size_t kLinesShown = 20, kLineBytesShown = 400;

/// A line cut at about kLineBytesShown bytes, between characters; then it ends in `…`.
std::string cut_line(std::string_view line);
/// The last lines of a text, oldest first: at most kLinesShown, each cut.
std::vector<std::string> last_lines(std::string_view text);

}  // namespace assay
