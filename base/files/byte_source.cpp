// SPDX-License-Identifier: Apache-2.0
#include "base/files/byte_source.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay {

Result<Bytes> read_all(ByteSource& source, std::size_t most) {
    Bytes out;
    Bytes buffer(64U << 10);
    while (const auto size = TRY(source.read(buffer))) {
        if (size > most - out.size()) return fail(ErrorKind::Limit, "is larger than " + human_bytes(most));
        append(out, ByteView(buffer).first(size));
    }
    return out;
}

Result<std::size_t> MemorySource::read(std::span<std::uint8_t> out) {
    const auto size = std::min(out.size(), left_.size());
    std::ranges::copy(left_.first(size), out.begin());
    left_ = left_.subspan(size);
    return size;
}

}  // namespace assay
