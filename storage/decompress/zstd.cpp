// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/codec.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <bit>

namespace assay::storage {

namespace {

class ZstdCodec final : public Codec {
public:
    bool start(std::uint64_t memory_bytes) {
        const auto window = static_cast<int>(std::bit_width(memory_bytes | 1)) - 1;
        return context_ != nullptr &&
               ZSTD_isError(::ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, window)) == 0;
    }

    Result<Step> step(ByteView& in, std::span<std::uint8_t>& out) override {
        ::ZSTD_inBuffer from{.src = in.data(), .size = in.size(), .pos = 0};
        ::ZSTD_outBuffer to{.dst = out.data(), .size = out.size(), .pos = 0};
        const auto answer = ::ZSTD_decompressStream(context_.get(), &to, &from);
        shorten(in, from.pos, out, to.pos);
        if (ZSTD_isError(answer) == 0) return answer == 0 ? Step::MemberEnds : Step::Goes;
        switch (::ZSTD_getErrorCode(answer)) {
            case ZSTD_error_prefix_unknown: return fail(ErrorKind::Invalid, "a frame has no zstd header");
            case ZSTD_error_checksum_wrong: return fail(ErrorKind::Invalid, "a frame's checksum is wrong");
            case ZSTD_error_memory_allocation:
            case ZSTD_error_frameParameter_windowTooLarge:
                return fail(ErrorKind::Limit, "it asks for more memory than allowed");
            case ZSTD_error_dictionary_wrong: return fail(ErrorKind::Invalid, "it needs a dictionary");
            default: return fail(ErrorKind::Invalid, "a block is damaged");
        }
    }

    Status restart() override {
        if (ZSTD_isError(::ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only)) != 0)
            return fail(ErrorKind::Internal, "zstd does not start");
        return {};
    }

private:
    struct Free {
        void operator()(::ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
    };
    std::unique_ptr<::ZSTD_DCtx, Free> context_{::ZSTD_createDCtx()};
};

}  // namespace

Result<std::unique_ptr<Codec>> make_zstd_codec(std::uint64_t memory_bytes) {
    auto codec = std::make_unique<ZstdCodec>();
    if (!codec->start(memory_bytes)) return fail(ErrorKind::Internal, "zstd does not start");
    return codec;
}

}  // namespace assay::storage
