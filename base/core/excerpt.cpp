// SPDX-License-Identifier: Apache-2.0
#include "base/core/excerpt.hpp"

#include "base/core/text.hpp"
#include "base/core/unicode.hpp"

#include <algorithm>

namespace assay {

std::string cut_line(std::string_view line) {
    std::string out;
    bool is_cut = false;
    for_each_character(line, [&](const Character& character) {
        if (out.size() >= kLineBytesShown)
            is_cut = true;
        else
            out += character.bytes;
    });
    return is_cut ? out + "…" : out;
}

std::vector<std::string> last_lines(std::string_view text) {
    auto lines = split(text, '\n');
    if (lines.back().empty()) lines.pop_back();
    const auto first = lines.size() - std::min(lines.size(), kLinesShown);
    std::vector<std::string> out;
    for (auto at = first; at < lines.size(); ++at) out.push_back(cut_line(lines[at]));
    return out;
}

}  // namespace assay
