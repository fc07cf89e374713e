// SPDX-License-Identifier: Apache-2.0
#include "storage/decompress/compression.hpp"

namespace assay::storage {

namespace {

using namespace std::string_view_literals;

struct Known {
    Compression compression;
    std::string_view name;
    std::string_view magic;
};

constexpr Known kKnown[] = {
    {Compression::Gzip, "gzip", "\x1f\x8b"sv},
    {Compression::Bzip2, "bzip2", "BZh"sv},
    {Compression::Xz, "xz",
     "\xfd"
     "7zXZ\0"sv},
    {Compression::Zstd, "zstd", "\x28\xb5\x2f\xfd"sv},
};

}  // namespace

std::string_view name_of(Compression compression) {
    for (const auto& known : kKnown)
        if (known.compression == compression) return known.name;
    return "none";
}

Compression compression_of(ByteView first_bytes) {
    // A zstd file may begin with a frame to be skipped, of any of sixteen kinds (RFC 8878, section 3.1.2).
    if (first_bytes.size() >= 4 && first_bytes[0] >> 4 == 5 &&
        text_of(first_bytes.subspan(1)).starts_with("\x2a\x4d\x18"sv))
        return Compression::Zstd;
    for (const auto& known : kKnown)
        if (text_of(first_bytes).starts_with(known.magic)) return known.compression;
    return Compression::None;
}

}  // namespace assay::storage
