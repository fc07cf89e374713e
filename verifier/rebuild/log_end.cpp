// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/log_end.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "verifier/rebuild/build.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

// Each name is cut where it is quoted.
constexpr std::size_t kLeftBytesMax = 256U << 10;

std::string shown(std::string_view line) {
    std::string out;
    bool is_cut = false;
    for_each_character(line, [&](const Character& character) {
        if (out.size() >= kLogLineBytesShown)
            is_cut = true;
        else
            out += character.bytes;
    });
    return is_cut ? out + "…" : out;
}

/// Without what is before its first line's beginning, where a line begins in it.
std::string_view from_a_line(std::string_view text) {
    const auto first = text.find('\n');
    return first + 1 < text.size() && first != std::string_view::npos ? text.substr(first + 1) : text;
}

}  // namespace

Result<std::string> end_of_log(const Descriptor& log) {
    const auto size = TRY(log.status()).size;
    const auto from = size - std::min<std::uint64_t>(size, kLogEndBytesMax);
    Bytes tail(size - from);
    TRY(log.pread_exact(tail, from));
    const auto text = text_of(tail);
    std::vector<std::string> characters;
    for_each_character(from > 0 ? from_a_line(text) : text, [&](const Character& character) {
        characters.push_back(character.valid ? std::string(character.bytes) : escaped(character));
    });
    // An escaped byte is longer than it was.
    std::size_t bytes = 0, first = characters.size();
    while (first > 0 && bytes + characters[first - 1].size() <= kLogEndBytesMax) bytes += characters[--first].size();
    const bool is_whole = first == 0;
    std::string out;
    for (; first < characters.size(); ++first) out += characters[first];
    return is_whole ? out : std::string(from_a_line(out));
}

std::vector<std::string> last_lines(std::string_view end_of_log) {
    auto lines = split(end_of_log, '\n');
    if (lines.back().empty()) lines.pop_back();
    const auto first = lines.size() - std::min(lines.size(), kLogLinesShown);
    std::vector<std::string> out;
    for (auto at = first; at < lines.size(); ++at) out.push_back(shown(lines[at]));
    return out;
}

Result<std::vector<std::string>> left_by_build(const Folder& outputs) {
    if (!TRY(outputs.exists(kLeft))) return std::vector<std::string>();
    const auto names = TRY(read_file(outputs, kLeft, kLeftBytesMax));
    std::vector<std::string> out;
    for (const auto name : split(trim(text_of(names)), '\n')) out.emplace_back(name);
    return out;
}

}  // namespace assay::verifier
