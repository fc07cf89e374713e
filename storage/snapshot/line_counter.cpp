// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/line_counter.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using Word = std::uint64_t;
constexpr Word kEachByte = 0x0101010101010101;
constexpr Word kLowBits = 0x7f * kEachByte;
// A byte of the sum holds at most 255.
constexpr std::size_t kWordsPerSum = 255;

/// 1 in each byte that is zero in `word`, 0 in the others; exact, unlike the shorter trick that finds only the first.
Word ones_where_zero(Word word) { return (~(((word & kLowBits) + kLowBits) | word) >> 7) & kEachByte; }

std::uint64_t sum_of_bytes(Word word) {
    std::uint64_t out = 0;
    for (; word != 0; word >>= 8) out += word & 0xff;
    return out;
}

}  // namespace

// Eight bytes at a time: counting must not show beside hashing.
std::uint64_t count_newlines(ByteView bytes) {
    std::uint64_t out = 0;
    while (bytes.size() >= sizeof(Word)) {
        Word sum = 0;
        for (std::size_t i = 0; i < kWordsPerSum && bytes.size() >= sizeof(Word); ++i) {
            Word word = 0;
            std::memcpy(&word, bytes.data(), sizeof word);
            sum += ones_where_zero(word ^ ('\n' * kEachByte));
            bytes = bytes.subspan(sizeof word);
        }
        out += sum_of_bytes(sum);
    }
    return out + static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
}

void LineCounter::update(ByteView bytes) {
    if (bytes.empty() || !is_text_) return;
    if (seen_ < kProbeBytes) {
        const auto probe = bytes.first(std::min<std::size_t>(bytes.size(), kProbeBytes - seen_));
        is_text_ = std::memchr(probe.data(), 0, probe.size()) == nullptr;
    }
    seen_ += bytes.size();
    newlines_ += count_newlines(bytes);
    ends_in_newline_ = bytes.back() == '\n';
}

}  // namespace assay::storage
