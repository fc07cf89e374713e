// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/primitive/digest.hpp"

#include <optional>

namespace assay::verifier {

/// Why nobody can read a file as source.
enum class Opacity {
    Binary,       ///< holds NUL bytes, or mostly bytes that are no text
    HighEntropy,  ///< text that carries something else: base64, hexadecimal or uuencoded lines, minified code
    Generated     ///< says of itself that a program wrote it
};
std::string_view name_of(Opacity opacity);

/// A source file whose content was not written by hand.
struct OpaqueFile {
    RelativePath path;
    Opacity opacity;
    std::uint64_t size;
    crypto::Sha256 sha256;
};

/// What one file is, from its bytes; nothing where it reads as source. Empty files do.
///
/// Binary: a NUL byte, or more than a tenth control characters. High entropy: sixteen lines in a row of forty or more
/// characters out of one encoding's alphabet without a space, or a line of 4,000 characters and more. Generated: a marker
/// of a known generator within the first 4 KiB. Page: opaque.md.
std::optional<Opacity> judge_opacity(ByteView content);

/// All opaque files of an unpacked source, by path. Files larger than 64 MiB are judged by their first 64 MiB.
Result<std::vector<OpaqueFile>> find_opaque(const Folder& source);

}  // namespace assay::verifier
