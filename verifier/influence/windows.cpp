// SPDX-License-Identifier: Apache-2.0
#include "verifier/influence/windows.hpp"

#include "verifier/anatomy/ranges.hpp"
#include "verifier/judge/fill.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kDifferentBytesMin = 8;
constexpr std::size_t kStretchBytes = 2048;  // in which a window is looked for at each sampled place
constexpr std::size_t kChunkBytes = 256U << 10;

// A polynomial in the bytes modulo 2^64; its upper bits are the well mixed ones.
constexpr std::uint64_t kBase = 0x9e3779b97f4a7c15;
constexpr std::uint64_t power(std::size_t exponent) {
    std::uint64_t out = 1;
    while (exponent-- > 0) out *= kBase;
    return out;
}
constexpr std::uint64_t kLeaving = power(kWindowBytes);

std::uint64_t hash_of(const std::uint8_t* window) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < kWindowBytes; ++i) out = out * kBase + window[i] + 1;
    return out;
}

std::uint64_t slot_of(std::uint64_t hash, unsigned bits) { return (hash ^ (hash >> 32U)) * kBase >> (64U - bits); }

bool is_telling(ByteView window) {
    std::bitset<256> seen;
    for (const auto byte : window) seen.set(byte);
    return seen.count() >= kDifferentBytesMin;
}

Result<std::uint64_t> size_of(const Content& content) {
    if (content.can_seek()) return content.size();
    const auto reader = TRY(content.open());
    Bytes buffer(kChunkBytes);
    std::uint64_t out = 0;
    while (const auto got = TRY(reader->read(buffer))) out += got;
    return out;
}

}  // namespace

Result<std::vector<Window>> sample_windows(const Content& content, std::size_t most) {
    const auto size = TRY(size_of(content));
    std::vector<Window> out;
    if (size < kWindowBytes) return out;
    const auto places = std::min<std::uint64_t>(most, std::max<std::uint64_t>(size / kWindowBytes, 1));
    std::vector<ByteRange> ranges;
    for (std::uint64_t i = 0; i < places; ++i) {
        const auto from = size * i / places;
        const auto next = size * (i + 1) / places;
        ranges.push_back({from, std::min({next, from + kStretchBytes, size})});
    }
    std::vector<Bytes> stretches(ranges.size());
    TRY(read_ranges(content, ranges, [&](std::size_t number, ByteView piece) { append(stretches[number], piece); }));
    for (const auto& stretch : stretches) {
        for (std::size_t at = 0; at + kWindowBytes <= stretch.size(); at += kWindowBytes) {
            const auto bytes = ByteView(stretch).subspan(at, kWindowBytes);
            if (!is_telling(bytes)) continue;
            Window window;
            std::ranges::copy(bytes, window.begin());
            if (std::ranges::find(out, window) == out.end()) out.push_back(window);
            break;
        }
    }
    return out;
}

std::size_t WindowSet::add(const std::vector<Window>& windows) {
    const auto pattern = counts_.size();
    std::size_t count = 0;
    for (const auto& window : windows) {
        const auto hash = hash_of(window.data());
        auto& sharers = by_hash_[hash];
        if (sharers.size() >= kSharersMax) continue;
        sharers.push_back(static_cast<std::uint32_t>(entries_.size()));
        entries_.push_back({window, static_cast<std::uint32_t>(pattern), static_cast<std::uint32_t>(count++)});
        table_[slot_of(hash, kTableBits)] = true;
    }
    counts_.push_back(count);
    return pattern;
}

void WindowSet::match(std::uint64_t hash, const std::uint8_t* at, Hits& hits) const {
    const auto found = by_hash_.find(hash);
    if (found == by_hash_.end()) return;
    for (const auto number : found->second) {
        const auto& entry = entries_[number];
        if (std::equal(entry.bytes.begin(), entry.bytes.end(), at)) hits[entry.pattern].set(entry.index);
    }
}

Result<WindowSet::Hits> WindowSet::find_in(const Content& content, Budget& budget) const {
    Hits hits;
    if (entries_.empty()) return hits;
    const auto reader = TRY(content.open());
    // The end of each chunk is kept before the next one, so that no window is cut in two.
    constexpr std::size_t kKept = kWindowBytes;
    Bytes buffer(kKept + kChunkBytes);
    std::size_t have = 0;
    std::uint64_t hash = 0;
    for (;;) {
        const auto kept = std::min(have, kKept);
        std::copy_n(buffer.begin() + static_cast<std::ptrdiff_t>(have - kept), kept, buffer.begin());
        const auto fresh = TRY(fill_whole(*reader, std::span(buffer).subspan(kept)));
        if (fresh.empty()) return hits;
        TRY(budget.spend(fresh.size()));
        have = kept + fresh.size();
        if (have < kWindowBytes) return hits;
        const auto* bytes = buffer.data();
        std::size_t next = kept;
        if (kept == 0) {
            hash = hash_of(bytes);
            next = kWindowBytes;
            if (table_[slot_of(hash, kTableBits)]) match(hash, bytes, hits);
        }
        for (; next < have; ++next) {
            hash = hash * kBase + bytes[next] + 1 - kLeaving * (bytes[next - kWindowBytes] + std::uint64_t{1});
            if (table_[slot_of(hash, kTableBits)]) match(hash, bytes + next + 1 - kWindowBytes, hits);
        }
    }
}

}  // namespace assay::verifier
