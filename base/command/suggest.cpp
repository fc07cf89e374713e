// SPDX-License-Identifier: Apache-2.0
// The nearest word by the optimal string alignment distance: one change, gap, extra letter or swapped pair counts one.
#include "base/command/command.hpp"

#include <algorithm>

namespace assay {

namespace {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
            auto best = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + change});
            const bool is_swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swap) best = std::min(best, table[i - 2][j - 2] + 1);
            table[i][j] = best;
        }
    return table[a.size()][b.size()];
}

}  // namespace

std::string_view nearest_word(std::string_view word, const std::vector<std::string>& words) {
    constexpr std::size_t kWordBytesMax = 64;
    constexpr std::size_t kPrefixMin = 3;
    if (word.size() > kWordBytesMax) return {};
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const auto& candidate : words) {
        const bool is_start = word.size() >= kPrefixMin && candidate.starts_with(word);
        const auto found = is_start ? 1 : distance(word, candidate);
        if (found < best_distance) {
            best = candidate;
            best_distance = found;
        }
    }
    return best;
}

}  // namespace assay
