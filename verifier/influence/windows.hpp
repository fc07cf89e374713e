// SPDX-License-Identifier: Apache-2.0
// Idea: a few dozen short stretches of a file, spread evenly over it, represent the whole. All stretches of all files
// sought are looked for at once: a rolling hash over the searched bytes, a bit table that says no to nearly every
// position, and a comparison of the bytes where it does not.
#pragma once

#include "verifier/anatomy/content.hpp"

#include <array>
#include <bitset>
#include <map>
#include <unordered_map>
#include <vector>

namespace assay::verifier {

/// A stretch of a sought file.
///
/// - Long enough not to turn up by chance, short enough to survive between the relocations of linked code.
constexpr std::size_t kWindowBytes = 32;
constexpr std::size_t kWindowsMax = 64;  ///< of one pattern
using Window = std::array<std::uint8_t, kWindowBytes>;

/// The windows that represent one content. At least eight different bytes in each: zeros and other padding turn up
/// everywhere. None for what is shorter than a window or dull throughout. Errors: the content's.
Result<std::vector<Window>> sample_windows(const Content& content, std::size_t most);

/// Windows of many patterns, to be looked for together.
class WindowSet {
public:
    /// Bytes that so many patterns share say nothing about any of them.
    static constexpr std::size_t kSharersMax = 16;

    /// Adds a pattern and gives its number: they count from zero.
    std::size_t add(const std::vector<Window>& windows);
    std::size_t windows_of(std::size_t pattern) const { return counts_[pattern]; }
    std::size_t window_count() const { return entries_.size(); }

    /// Which windows of which patterns occur in a content. Errors: the content's.
    using Hits = std::map<std::size_t, std::bitset<kWindowsMax>>;
    Result<Hits> find_in(const Content& content, Budget& budget) const;

private:
    struct Entry {
        Window bytes;
        std::uint32_t pattern;
        std::uint32_t index;  ///< of the window in its pattern
    };
    void match(std::uint64_t hash, const std::uint8_t* at, Hits& hits) const;

    std::vector<std::size_t> counts_;
    std::vector<Entry> entries_;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_hash_;
    static constexpr unsigned kTableBits = 20;
    std::vector<bool> table_ = std::vector<bool>(std::size_t{1} << kTableBits);
};

}  // namespace assay::verifier
