// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/codec.hpp"

#include <bzlib.h>

#include <algorithm>
#include <limits>

namespace assay::storage {

namespace {

class Bzip2Codec final : public Codec {
public:
    ~Bzip2Codec() override { ::BZ2_bzDecompressEnd(&stream_); }

    Result<Step> step(ByteView& in, std::span<std::uint8_t>& out) override {
        constexpr std::size_t most = std::numeric_limits<unsigned>::max();
        const auto in_size = std::min(in.size(), most);
        const auto out_size = std::min(out.size(), most);
        // The library takes char*, and never writes to what it reads.
        stream_.next_in = reinterpret_cast<char*>(const_cast<std::uint8_t*>(in.data()));
        stream_.avail_in = static_cast<unsigned>(in_size);
        stream_.next_out = reinterpret_cast<char*>(out.data());
        stream_.avail_out = static_cast<unsigned>(out_size);
        const int answer = ::BZ2_bzDecompress(&stream_);
        shorten(in, in_size - stream_.avail_in, out, out_size - stream_.avail_out);
        switch (answer) {
            case BZ_STREAM_END: return Step::MemberEnds;
            case BZ_OK: return Step::Goes;
            case BZ_DATA_ERROR_MAGIC: return fail(ErrorKind::Invalid, "a member has no bzip2 header");
            case BZ_MEM_ERROR: return fail(ErrorKind::Limit, "there is no memory to decode it");
            default: return fail(ErrorKind::Invalid, "a block is damaged or its checksum is wrong");
        }
    }

    Status restart() override {
        ::BZ2_bzDecompressEnd(&stream_);
        stream_ = {};
        if (::BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) return fail(ErrorKind::Internal, "bzip2 does not start");
        return {};
    }

private:
    ::bz_stream stream_{};
};

}  // namespace

Result<std::unique_ptr<Codec>> make_bzip2_codec() {
    auto codec = std::make_unique<Bzip2Codec>();
    TRY(codec->restart());
    return codec;
}

}  // namespace assay::storage
