// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/log_end.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "verifier/rebuild/build.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::uint64_t kTailBytes = 64U << 10;
// Each name is cut where it is quoted.
constexpr std::size_t kLeftBytesMax = 256U << 10;

std::string shown(std::string_view line) {
    std::string out;
    bool is_cut = false;
    for_each_character(line, [&](const Character& character) {
        if (out.size() >= kLogLineBytesShown)
            is_cut = true;
        else
            out += character.valid ? std::string(character.bytes) : escaped(character);
    });
    return is_cut ? out + "…" : out;
}

}  // namespace

Result<std::vector<std::string>> end_of_log(const Descriptor& log) {
    const auto size = TRY(log.status()).size;
    const auto from = size - std::min(size, kTailBytes);
    Bytes tail(size - from);
    TRY(log.pread_exact(tail, from));
    auto lines = split(text_of(tail), '\n');
    if (lines.back().empty()) lines.pop_back();
    // The first of them begins somewhere before.
    if (from > 0 && lines.size() > 1) lines.erase(lines.begin());
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
