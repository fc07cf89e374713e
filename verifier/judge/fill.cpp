// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/fill.hpp"

namespace assay::verifier {

Filled fill(ByteSource& source, std::span<std::uint8_t> out) {
    Filled filled;
    while (filled.size < out.size()) {
        auto got = source.read(out.subspan(filled.size));
        if (!got) filled.error = std::move(got).error();
        filled.ended = got && *got == 0;
        if (!got || filled.ended) break;
        filled.size += *got;
    }
    return filled;
}

Result<ByteView> fill_whole(ByteSource& source, std::span<std::uint8_t> out) {
    auto filled = fill(source, out);
    if (filled.error) return fail(std::move(*filled.error));
    return ByteView(out.first(filled.size));
}

}  // namespace assay::verifier
