// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "tests/support/support.hpp"

#include <zlib.h>

namespace assay::test {

/// What a zlib or gzip stream holds.
inline std::string inflate(std::string_view compressed) {
    constexpr int kZlibOrGzip = 32 + MAX_WBITS;
    z_stream stream{};
    if (inflateInit2(&stream, kZlibOrGzip) != Z_OK) FAIL("starting zlib");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
    stream.avail_in = static_cast<uInt>(compressed.size());
    std::string out, piece(1U << 16, '\0');
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = static_cast<uInt>(piece.size());
        state = ::inflate(&stream, Z_NO_FLUSH);
        out.append(piece, 0, piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) FAIL("inflating a vector");
    return out;
}

}  // namespace assay::test
