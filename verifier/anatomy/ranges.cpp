// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/ranges.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::size_t kPieceBytes = 64U << 10;

}  // namespace

Status read_ranges(const Content& content, const std::vector<ByteRange>& ranges,
                   const std::function<void(std::size_t number, ByteView piece)>& take) {
    const auto reader = TRY(content.open());
    Bytes buffer(kPieceBytes);
    std::uint64_t at = 0;
    for (std::size_t number = 0; number < ranges.size(); ++number) {
        const auto& range = ranges[number];
        if (range.from < range.to && at < range.from && content.can_seek()) {
            reader->seek(range.from);
            at = range.from;
        }
        while (at < range.to) {
            const bool is_within = at >= range.from;
            const auto wanted = std::min<std::uint64_t>((is_within ? range.to : range.from) - at, buffer.size());
            const auto got = TRY(reader->read(std::span(buffer).first(wanted)));
            if (got == 0) return {};
            if (is_within) take(number, ByteView(buffer).first(got));
            at += got;
        }
    }
    return {};
}

}  // namespace assay::verifier
