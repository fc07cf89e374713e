// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/decompressor.hpp"

#include "base/core/text.hpp"
#include "storage/decompress/codec.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::size_t kBufferBytes = 128U << 10;
constexpr std::uint64_t kTapeBlockBytes = 512, kPaddingBytesMax = 1U << 20;

}  // namespace

Result<Decompressor> Decompressor::open(ByteSource& from, Compression compression, DecompressLimits limits) {
    std::unique_ptr<Codec> codec;
    if (compression != Compression::None) codec = TRY(make_codec(compression, limits.memory_bytes));
    return Decompressor(from, compression, std::move(codec), limits);
}

Decompressor::Decompressor(ByteSource& from, Compression compression, std::unique_ptr<Codec> codec,
                           DecompressLimits limits)
    : from_(from),
      compression_(compression),
      codec_(std::move(codec)),
      limits_(limits),
      buffer_(codec_ ? kBufferBytes : 0) {}

Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor::~Decompressor() = default;

Result<std::size_t> Decompressor::read(std::span<std::uint8_t> out) {
    if (out.empty()) return 0U;
    if (!codec_) {
        const auto size = TRY(from_.read(out));
        TRY(count(size));
        return size;
    }
    auto size = decode(out);
    if (!size) return fail(std::move(size).error().within(name_of(compression_)));
    return size;
}

Result<std::size_t> Decompressor::decode(std::span<std::uint8_t> out) {
    const auto whole = out.size();
    for (;;) {
        if (in_.empty() && !source_ended_) TRY(refill());
        if (!is_within_member_) {
            if (in_.empty()) return 0U;
            if (limits_.padding == Padding::TapeBlocks && in_.front() == 0) {
                TRY(take_padding());
                return 0U;
            }
            is_within_member_ = true;
            is_first_member_ = false;
            TRY(codec_->restart());
        }
        const auto before = in_.size();
        auto step = codec_->step(in_, out);
        if (!step) {
            // A further member whose header is none: whatever that is, it is not part of this file.
            if (!is_first_member_ && step.error().kind() == ErrorKind::Invalid)
                return fail(std::move(step).error().within("bytes follow its end, or a further member is damaged"));
            return fail(std::move(step).error());
        }
        if (*step == Codec::Step::MemberEnds) is_within_member_ = false;
        const auto given = whole - out.size();
        TRY(count(given));
        if (given > 0) return given;
        if (*step == Codec::Step::Goes && in_.size() == before && source_ended_)
            return fail(ErrorKind::Invalid, "it is cut short");
    }
}

Status Decompressor::refill() {
    const auto size = TRY(from_.read(buffer_));
    taken_ += size;
    in_ = ByteView(buffer_).first(size);
    source_ended_ = size == 0;
    return {};
}

Status Decompressor::take_padding() {
    std::uint64_t bytes = 0;
    for (; !in_.empty(); TRY(refill())) {
        bytes += in_.size();
        if (bytes > kPaddingBytesMax || !std::ranges::all_of(in_, [](std::uint8_t byte) { return byte == 0; }))
            return fail(ErrorKind::Invalid, "bytes follow its end");
    }
    if (taken_ % kTapeBlockBytes != 0)
        return fail(ErrorKind::Invalid, "bytes follow its end: zeros that do not fill a block of a tape");
    return {};
}

Status Decompressor::count(std::size_t given) {
    given_ += given;
    if (given_ > limits_.bytes)
        return fail(ErrorKind::Limit, "there is more than " + human_bytes(limits_.bytes) + " in it");
    if (codec_ && given_ > limits_.ratio_free_bytes && given_ / limits_.ratio >= taken_)
        return fail(ErrorKind::Limit, "it unpacks to more than " + std::to_string(limits_.ratio) + " times its size");
    return {};
}

}  // namespace assay::storage
