// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::storage {

/// The compressions that are read; `None` for bytes that show no sign of any.
enum class Compression { None, Gzip, Bzip2, Xz, Zstd };

/// `gzip`, …; `none`.
std::string_view name_of(Compression compression);

/// Enough bytes of a file's beginning to tell.
constexpr std::size_t kCompressionProbeBytes = 6;

/// What the first bytes of a file say it is compressed by. A file name says nothing.
Compression compression_of(ByteView first_bytes);

}  // namespace assay::storage
