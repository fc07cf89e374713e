// SPDX-License-Identifier: Apache-2.0
// The one door to zstd's compressor, and to its decoder for pieces. Private to storage/piece.
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <optional>

namespace assay::storage {

/// Compresses into one frame, if that frame fits `out`: its size, else nothing. With a seam, what comes before it and
/// what comes after are blocks of their own.
std::optional<std::size_t> compress(ByteView content, std::size_t seam, std::span<std::uint8_t> out);

/// Whether a quick look at a part of the content says that compressing it all is worth the time.
bool looks_compressible(ByteView content);

/// The content of exactly one frame that states `size` and holds it. Errors: Invalid, each fault in its own words.
Result<Bytes> decompress(ByteView frame, std::size_t size);

}  // namespace assay::storage
