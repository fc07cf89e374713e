// SPDX-License-Identifier: Apache-2.0
#include "verifier/anatomy/format.hpp"

namespace assay::verifier {

namespace {

using storage::Compression;

struct Mark {
    Format format;
    std::size_t offset;
    std::string_view bytes;
};

// POSIX and GNU tar share "ustar"; archives of before 1988 have no mark and are taken for plain bytes.
constexpr Mark kMarks[] = {
    {Format::Ar, 0, "!<arch>\n"},
    {Format::Zip, 0, "PK\x03\x04"},
    {Format::Zip, 0, "PK\x05\x06"},
    {Format::Elf, 0,
     "\x7f"
     "ELF"},
    {Format::Tar, 257, "ustar"},
};

constexpr std::pair<Format, Compression> kCompressions[] = {
    {Format::Gzip, Compression::Gzip},
    {Format::Bzip2, Compression::Bzip2},
    {Format::Xz, Compression::Xz},
    {Format::Zstd, Compression::Zstd},
};

}  // namespace

std::string_view name_of(Format format) {
    switch (format) {
        case Format::Ar: return "ar";
        case Format::Tar: return "tar";
        case Format::Zip: return "zip";
        case Format::Elf: return "ELF";
        case Format::Plain: return "plain";
        default: return storage::name_of(compression_of(format));
    }
}

Format format_of(ByteView first_bytes) {
    const auto text = text_of(first_bytes);
    for (const auto& mark : kMarks)
        if (text.size() > mark.offset && text.substr(mark.offset).starts_with(mark.bytes)) return mark.format;
    const auto compression = storage::compression_of(first_bytes);
    for (const auto& [format, one] : kCompressions)
        if (one == compression) return format;
    return Format::Plain;
}

bool is_archive(Format format) { return format == Format::Ar || format == Format::Tar || format == Format::Zip; }

Compression compression_of(Format format) {
    for (const auto& [one, compression] : kCompressions)
        if (one == format) return compression;
    return Compression::None;
}

}  // namespace assay::verifier
