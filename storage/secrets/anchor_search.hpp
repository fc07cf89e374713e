// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace assay::storage {

/// Finds many short texts at once, at about a byte in each cycle of the processor.
///
/// Of each text four bytes are chosen, its *gram*. A small table says of the hash of any four bytes whether it is a
/// gram's; eight places are looked up in a row, none waiting for the one before, and only then asked whether there was
/// a hit.
class AnchorSearch {
public:
    static constexpr std::size_t kGramBytes = 4;
    static constexpr std::size_t kAnchorsMax = 254;

    /// A text to look for.
    struct Anchor {
        std::string_view text;
        std::size_t gram = 0;  ///< where in the text its gram begins: choose rare bytes
    };

    /// The texts must outlive it; each is at least kGramBytes long. No more than kAnchorsMax.
    explicit AnchorSearch(std::vector<Anchor> anchors);

    /// Called with an anchor's number and where its text begins, in order of the grams' places.
    using Found = std::function<void(std::size_t anchor, std::size_t at)>;
    void search(std::string_view text, const Found& found) const;

private:
    static constexpr unsigned kHashBits = 14;
    static std::size_t hash_of(std::uint32_t gram) { return gram * 0x9e3779b1U >> (32 - kHashBits); }

    void compare(std::string_view text, std::size_t gram_at, const Found& found) const;

    std::vector<Anchor> anchors_;
    std::vector<std::uint8_t> next_;                     // by anchor: a further one of the same hash
    std::array<std::uint8_t, 1U << kHashBits> first_{};  // by hash: an anchor's number and one, or 0
};

}  // namespace assay::storage
