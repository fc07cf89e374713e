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
        const bool is_plain =
            character.valid && (!character.deceptive || character.bytes == "\n" || character.bytes == "\t");
        characters.push_back(is_plain ? std::string(character.bytes) : escaped(character));
    });
    // An escaped byte is longer than it was.
    std::size_t bytes = 0, first = characters.size();
    while (first > 0 && bytes + characters[first - 1].size() <= kLogEndBytesMax) bytes += characters[--first].size();
    const bool is_whole = first == 0;
    std::string out;
    for (; first < characters.size(); ++first) out += characters[first];
    return is_whole ? out : std::string(from_a_line(out));
}

Result<std::vector<std::string>> left_by_build(const Folder& outputs) {
    if (!TRY(outputs.exists(kLeft))) return std::vector<std::string>();
    const auto names = TRY(read_file(outputs, kLeft, kLeftBytesMax));
    std::vector<std::string> out;
    for (const auto name : split(trim(text_of(names)), '\n')) out.emplace_back(name);
    return out;
}

}  // namespace assay::verifier
