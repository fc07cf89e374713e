// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/codec.hpp"

#include <lzma.h>

namespace assay::storage {

namespace {

class XzCodec final : public Codec {
public:
    explicit XzCodec(std::uint64_t memory_bytes) : memory_bytes_(memory_bytes) {}
    ~XzCodec() override { ::lzma_end(&stream_); }

    Result<Step> step(ByteView& in, std::span<std::uint8_t>& out) override {
        const auto in_size = in.size();
        const auto out_size = out.size();
        stream_.next_in = in.data();
        stream_.avail_in = in_size;
        stream_.next_out = out.data();
        stream_.avail_out = out_size;
        const auto answer = ::lzma_code(&stream_, LZMA_RUN);
        shorten(in, in_size - stream_.avail_in, out, out_size - stream_.avail_out);
        switch (answer) {
            case LZMA_STREAM_END: return Step::MemberEnds;
            case LZMA_OK:
            case LZMA_BUF_ERROR: return Step::Goes;
            case LZMA_FORMAT_ERROR: return fail(ErrorKind::Invalid, "a stream has no xz header");
            case LZMA_MEM_ERROR:
            case LZMA_MEMLIMIT_ERROR: return fail(ErrorKind::Limit, "it asks for more memory than allowed");
            case LZMA_UNSUPPORTED_CHECK: return fail(ErrorKind::Unsupported, "its kind of checksum is not known here");
            case LZMA_OPTIONS_ERROR: return fail(ErrorKind::Unsupported, "it uses options not known here");
            default: return fail(ErrorKind::Invalid, "a block is damaged or its checksum is wrong");
        }
    }

    Status restart() override {
        ::lzma_end(&stream_);
        stream_ = LZMA_STREAM_INIT;
        if (::lzma_stream_decoder(&stream_, memory_bytes_, LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK)
            return fail(ErrorKind::Internal, "liblzma does not start");
        return {};
    }

private:
    std::uint64_t memory_bytes_;
    ::lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

Result<std::unique_ptr<Codec>> make_xz_codec(std::uint64_t memory_bytes) {
    auto codec = std::make_unique<XzCodec>(memory_bytes);
    TRY(codec->restart());
    return codec;
}

}  // namespace assay::storage
