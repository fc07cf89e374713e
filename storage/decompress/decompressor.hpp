// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"
#include "storage/decompress/compression.hpp"

#include <memory>

namespace assay::storage {

class Codec;

/// What may follow the last member.
enum class Padding {
    Refuse,     ///< nothing
    TapeBlocks  ///< zeros up to a whole number of blocks of 512 bytes, as bsdtar writes into a pipe; at most 1 MiB
};

/// What decompressing may cost before it is taken for a bomb.
struct DecompressLimits {
    std::uint64_t bytes = std::uint64_t{64} << 30;  ///< of what comes out
    std::uint64_t ratio = 1000;                     ///< of what comes out to what goes in, once past `ratio_free`
    std::uint64_t ratio_free_bytes = 64U << 20;
    std::uint64_t memory_bytes = std::uint64_t{128} << 20;  ///< that a header may ask for
    Padding padding = Padding::Refuse;
};

/// The decompressed bytes of another source, or those bytes themselves where they are not compressed.
///
/// - Every member, stream or frame counts; nothing but further ones may follow, and no padding between. Padding after
///   the last only where it is allowed.
/// - Every checksum and length the format has is checked before the end is reported.
///
/// Errors of read: Invalid for damage, an end too early, bytes after the end; Limit; Unsupported; the source's. Each is
/// in the form `gzip: cause`.
class Decompressor final : public ByteSource {
public:
    /// `from` must outlive it.
    static Result<Decompressor> open(ByteSource& from, Compression compression, DecompressLimits limits = {});
    Decompressor(Decompressor&&) noexcept;
    Decompressor& operator=(Decompressor&&) = delete;
    ~Decompressor() override;

    Result<std::size_t> read(std::span<std::uint8_t> out) override;

private:
    Decompressor(ByteSource& from, Compression compression, std::unique_ptr<Codec> codec, DecompressLimits limits);
    Result<std::size_t> decode(std::span<std::uint8_t> out);
    Status refill();
    /// What follows a member and begins with a zero, to the end.
    Status take_padding();
    Status count(std::size_t given);

    ByteSource& from_;
    Compression compression_;
    std::unique_ptr<Codec> codec_;
    DecompressLimits limits_;
    Bytes buffer_;
    ByteView in_;
    bool is_within_member_ = true;
    bool is_first_member_ = true;
    bool source_ended_ = false;
    std::uint64_t taken_ = 0;
    std::uint64_t given_ = 0;
};

}  // namespace assay::storage
