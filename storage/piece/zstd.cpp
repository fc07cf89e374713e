// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/zstd.hpp"

#include <zstd.h>

#include <cstdlib>
#include <memory>

namespace assay::storage {

namespace {

struct FreesContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// For calls that fail only without memory or by a mistake of ours.
std::size_t must(std::size_t result) {
    if (ZSTD_isError(result)) std::abort();
    return result;
}

/// Below this size zstd's level 3 looks back through few candidates only; a greedy search among 16 makes groups of
/// source files 8 % smaller. Larger pieces have context enough.
constexpr std::size_t kSearchedBytesMax = 256U << 10;

struct Setting {
    ZSTD_cParameter parameter;
    int value;
};
constexpr Setting kSearched[] = {{ZSTD_c_compressionLevel, 3}, {ZSTD_c_strategy, ZSTD_greedy}, {ZSTD_c_windowLog, 18},
                                 {ZSTD_c_hashLog, 16},         {ZSTD_c_chainLog, 16},          {ZSTD_c_searchLog, 4},
                                 {ZSTD_c_minMatch, 4},         {ZSTD_c_targetLength, 4}};
constexpr Setting kFast[] = {{ZSTD_c_compressionLevel, 3}};
constexpr Setting kProbing[] = {{ZSTD_c_compressionLevel, 1}};

/// One context a thread and setting: making one costs more than compressing a small piece.
template <const auto& settings>
ZSTD_CCtx* compressor() {
    thread_local const auto context = [] {
        std::unique_ptr<ZSTD_CCtx, FreesContext> made(ZSTD_createCCtx());
        if (!made) std::abort();
        for (const auto& [parameter, value] : settings) must(ZSTD_CCtx_setParameter(made.get(), parameter, value));
        return made;
    }();
    return context.get();
}

ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreesContext> context(ZSTD_createDCtx());
    if (!context) std::abort();
    return context.get();
}

}  // namespace

std::optional<std::size_t> compress(ByteView content, std::size_t seam, std::span<std::uint8_t> out) {
    auto* const context = content.size() <= kSearchedBytesMax ? compressor<kSearched>() : compressor<kFast>();
    must(ZSTD_CCtx_reset(context, ZSTD_reset_session_only));
    must(ZSTD_CCtx_setPledgedSrcSize(context, content.size()));
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    if (seam == 0) {
        const auto size = ZSTD_compress2(context, out.data(), out.size(), content.data(), content.size());
        return ZSTD_isError(size) ? std::nullopt : std::optional(size);
    }
    ZSTD_inBuffer before{content.data(), seam, 0};
    if (must(ZSTD_compressStream2(context, &to, &before, ZSTD_e_flush)) != 0) return std::nullopt;
    ZSTD_inBuffer after{content.data() + seam, content.size() - seam, 0};
    if (must(ZSTD_compressStream2(context, &to, &after, ZSTD_e_end)) != 0) return std::nullopt;
    return to.pos;
}

bool looks_compressible(ByteView content) {
    constexpr std::size_t kProbeBytes = 16U << 10;
    if (content.size() <= 4 * kProbeBytes) return true;
    const auto sample = content.subspan(content.size() / 2, kProbeBytes);
    std::uint8_t out[kProbeBytes];
    const auto size =
        ZSTD_compress2(compressor<kProbing>(), out, kProbeBytes - kProbeBytes / 32, sample.data(), sample.size());
    return !ZSTD_isError(size);
}

Result<Bytes> decompress(ByteView frame, std::size_t size) {
    const auto stated = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (stated == ZSTD_CONTENTSIZE_ERROR) return fail(ErrorKind::Invalid, "its payload is no zstd frame");
    if (stated == ZSTD_CONTENTSIZE_UNKNOWN) return fail(ErrorKind::Invalid, "its zstd frame states no content size");
    if (stated != size)
        return fail(ErrorKind::Invalid, "its zstd frame states " + std::to_string(stated) +
                                            " bytes of content, the piece " + std::to_string(size));
    if (ZSTD_getDictID_fromFrame(frame.data(), frame.size()) != 0)
        return fail(ErrorKind::Invalid, "its zstd frame asks for a dictionary");
    const auto length = ZSTD_findFrameCompressedSize(frame.data(), frame.size());
    if (ZSTD_isError(length)) return fail(ErrorKind::Invalid, "its zstd frame is damaged");
    if (length != frame.size()) return fail(ErrorKind::Invalid, "something follows its zstd frame");
    Bytes content(size);
    const auto written =
        ZSTD_decompressDCtx(decompressor(), content.data(), content.size(), frame.data(), frame.size());
    if (ZSTD_isError(written) || written != size)
        return fail(ErrorKind::Invalid,
                    "its zstd frame does not hold the " + std::to_string(size) + " bytes it states");
    return content;
}

}  // namespace assay::storage
