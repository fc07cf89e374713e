// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/surroundings.hpp"

#include <algorithm>

namespace assay::verifier {

Surroundings::Surroundings(const Listing& listing, Format format) {
    ranges_.push_back({0, format == Format::Ar ? kArMagicBytes : 0});
    for (const auto& member : listing.members) {
        const auto from = std::max(member.header_at, ranges_.front().to);
        ranges_.push_back({from, std::max(from, member.data_at)});
        ranges_.push_back({member.data_end, member.end_at});
    }
    ranges_.push_back({listing.end_at, ByteRange::kToTheEnd});
    digests_.resize(ranges_.size());
    sizes_.resize(ranges_.size());
    has_meaning_.resize(ranges_.size());
}

Result<Surroundings> Surroundings::read(const Content& archive, const Listing& listing, Format format) {
    Surroundings out(listing, format);
    const std::uint8_t filler = format == Format::Ar ? '\n' : '\0';
    crypto::HashStream<crypto::Sha256> hash;
    std::size_t current = 0;
    const auto close = [&] {
        if (out.sizes_[current] == 0) return;
        out.digests_[current] = hash.finish();
        hash = crypto::HashStream<crypto::Sha256>();
    };
    TRY(read_ranges(archive, out.ranges_, [&](std::size_t number, ByteView piece) {
        if (number != current) close();
        current = number;
        hash.update(piece);
        out.sizes_[number] += piece.size();
        if (!std::ranges::all_of(piece, [filler](std::uint8_t byte) { return byte == filler; }))
            out.has_meaning_[number] = true;
    }));
    close();
    return out;
}

Result<std::map<std::size_t, Bytes>> Surroundings::bytes_of(const Content& archive,
                                                            std::vector<std::size_t> numbers) const {
    std::ranges::sort(numbers);
    std::vector<ByteRange> wanted;
    for (const auto number : numbers) {
        const auto& range = ranges_[number];
        wanted.push_back({range.from, std::min(range.to, range.from + kShownBytesMax)});
    }
    std::map<std::size_t, Bytes> out;
    TRY(read_ranges(archive, wanted, [&](std::size_t i, ByteView piece) { append(out[numbers[i]], piece); }));
    return out;
}

}  // namespace assay::verifier
