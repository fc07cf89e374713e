// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/decompress/compression.hpp"

namespace assay::verifier {

/// What a thing is, by its first bytes alone; its name does not count.
enum class Format { Plain, Ar, Tar, Zip, Elf, Gzip, Bzip2, Xz, Zstd };

/// `ar`, `tar`, …
std::string_view name_of(Format format);

/// Enough bytes of a thing's beginning to tell.
constexpr std::size_t kFormatProbeBytes = 512;
Format format_of(ByteView first_bytes);

bool is_archive(Format format);
/// Compression::None for what is not compressed as a whole.
storage::Compression compression_of(Format format);

}  // namespace assay::verifier
