// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "storage/decompress/compression.hpp"

#include <memory>

namespace assay::storage {

/// One library's decoder. Private to storage/decompress.
class Codec {
public:
    /// What a step came to.
    enum class Step { Goes, MemberEnds };

    virtual ~Codec() = default;
    /// Takes from the front of `in`, fills the front of `out`, and shortens both. Says when a member (stream, frame) is
    /// complete, its checksum right; `in` then begins with what follows it. Errors: Invalid, Limit for too much memory.
    virtual Result<Step> step(ByteView& in, std::span<std::uint8_t>& out) = 0;
    /// Makes ready for a further member.
    virtual Status restart() = 0;
};

/// Errors: Internal when the library cannot start. Not for Compression::None.
Result<std::unique_ptr<Codec>> make_codec(Compression compression, std::uint64_t memory_bytes);

/// One of each library; make_codec chooses. Errors: as make_codec.
Result<std::unique_ptr<Codec>> make_gzip_codec();
Result<std::unique_ptr<Codec>> make_bzip2_codec();
Result<std::unique_ptr<Codec>> make_xz_codec(std::uint64_t memory_bytes);
Result<std::unique_ptr<Codec>> make_zstd_codec(std::uint64_t memory_bytes);

/// `in` and `out` after a library took and gave so many bytes.
inline void shorten(ByteView& in, std::size_t taken, std::span<std::uint8_t>& out, std::size_t given) {
    in = in.subspan(taken);
    out = out.subspan(given);
}

}  // namespace assay::storage
