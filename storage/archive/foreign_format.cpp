// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/foreign_format.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using namespace std::string_view_literals;

/// First bytes, or bytes at a place, and what has them. The first that fits is it.
struct Known {
    std::size_t at;
    std::string_view magic;
    std::string_view what;
};

constexpr Known kKnown[] = {
    {0, "7z\xbc\xaf\x27\x1c"sv, "a 7-Zip archive"},
    {0, "Rar!\x1a\x07"sv, "a rar archive"},
    {0, "LZIP"sv, "lzip-compressed"},
    {0, "\x5d\x00\x00"sv, "LZMA-compressed (.lzma)"},
    {0, "\x1f\x9d"sv, "compressed by compress (.Z)"},
    {0, "\x1f\xa0"sv, "compressed by compress (.Z)"},
    {0, "\x1f\x1e"sv, "compressed by pack (.z)"},
    {0, "\x04\x22\x4d\x18"sv, "lz4-compressed"},
    {0, "\x02\x21\x4c\x18"sv, "lz4-compressed"},
    {0, "\x89LZO\0\r\n\x1a\n"sv, "lzop-compressed"},
    {0, "LRZI"sv, "lrzip-compressed"},
    {0, "zPQ"sv, "a zpaq archive"},
    {0, "7kSt"sv, "a zpaq archive"},
    {0, "!<arch>\ndebian-binary"sv, "a Debian binary package (.deb)"},
    {0, "!<arch>\n"sv, "an ar archive"},
    {0, "!<thin>\n"sv, "an ar archive"},
    {0, "\xed\xab\xee\xdb"sv, "an RPM package"},
    {0, "MSCF"sv, "a Microsoft cabinet (.cab)"},
    {0, "xar!"sv, "a xar archive (.pkg)"},
    {0, "070701"sv, "a cpio archive"},
    {0, "070702"sv, "a cpio archive"},
    {0, "070707"sv, "a cpio archive"},
    {0, "\xc7\x71"sv, "a cpio archive"},
    {0, "\x71\xc7"sv, "a cpio archive"},
    {0, "hsqs"sv, "a squashfs image"},
    {0, "sqsh"sv, "a squashfs image"},
    {0, "# v2 git bundle"sv, "a git bundle"},
    {0, "# v3 git bundle"sv, "a git bundle"},
    {0, "PACK\0\0\0"sv, "a git pack"},
    {2, "-lh"sv, "an LHA archive"},
    {0, "\x60\xea"sv, "an ARJ archive"},
    {0, "ZOO "sv, "a zoo archive"},
    {0, "**ACE**"sv, "an ACE archive"},
    {7, "**ACE**"sv, "an ACE archive"},
    {0, "conectix"sv, "a disk image"},
    {0, "QFI\xfb"sv, "a disk image (qcow)"},
    {0x8001, "CD001"sv, "an ISO image"},
    {0, "%PDF-"sv, "a PDF document"},
    {0, "\x89PNG"sv, "a picture (PNG)"},
    {0, "\xff\xd8\xff"sv, "a picture (JPEG)"},
    {0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "a Microsoft compound file (.msi, .doc)"},
    {0, "-----BEGIN PGP"sv, "an OpenPGP message or signature"},
    {0, "age-encryption.org/"sv, "an age file, encrypted"},
    {0, "-----BEGIN AGE"sv, "an age file, encrypted"},
    {0, "Salted__"sv, "encrypted by openssl"},
    {0, "version https://git-lfs.github.com/spec/"sv, "a Git LFS pointer, in place of the file it points to"},
    {0,
     "\x7f"
     "ELF"sv,
     "a program (ELF)"},
    {0, "MZ"sv, "a Windows program"},
    {0, "\xcf\xfa\xed\xfe"sv, "a macOS program"},
    {0, "\xca\xfe\xba\xbe"sv, "a macOS program or Java class"},
    {0, "#!"sv, "a script"},
};

bool has_at(std::string_view text, std::size_t at, std::string_view magic) {
    return text.size() >= at && text.substr(at).starts_with(magic);
}

/// The first word of a text, in small letters: what a server sends in place of a file begins in many ways.
std::string beginning_of_text(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    const auto begin = text.find_first_not_of(" \t\r\n");
    auto out = std::string(begin == std::string_view::npos ? "" : text.substr(begin, 64));
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

}  // namespace

std::string_view foreign_format(ByteView head) {
    const auto text = text_of(head);
    for (const auto& known : kKnown)
        if (has_at(text, known.at, known.magic)) return known.what;
    const auto begin = beginning_of_text(text);
    for (const std::string_view page : {"<!doctype html", "<html", "<head", "<body", "<!--", "<title", "<script"})
        if (begin.starts_with(page)) return "an HTML page";
    if (begin.starts_with("<?xml") || begin.starts_with("<error")) return "an XML document";
    if (begin.starts_with("{\"") || begin.starts_with("{\n") || begin.starts_with("[{")) return "a JSON text";
    return {};
}

bool is_program(ByteView head) {
    const auto text = text_of(head);
    return text.starts_with("MZ") ||
           text.starts_with(
               "\x7f"
               "ELF") ||
           text.starts_with("#!") || text.starts_with("\xcf\xfa\xed\xfe");
}

}  // namespace assay::storage
