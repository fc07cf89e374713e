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
    for (const auto& known : kKnown)
        if (text_of(first_bytes).starts_with(known.magic)) return known.compression;
    return Compression::None;
}

}  // namespace assay::storage
