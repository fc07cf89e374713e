// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/relative_path.hpp"
#include "crypto/primitive/digest.hpp"

#include <optional>

namespace assay::verifier {

/// Why a file cannot be read as source. Page: verifier/rebuild/opaque.md.
enum class Opacity {
    Binary,       ///< bytes that are no text
    HighEntropy,  ///< text that carries something else: base64, hexadecimal, ASCII85, minified code
    Generated     ///< says of itself that a program wrote it
};
std::string_view name_of(Opacity opacity);
std::optional<Opacity> parse_opacity(std::string_view name);

/// A part of a deposit that a build can read and a person cannot: not written by hand.
struct OpaqueFile {
    /// Which part of the deposit it is; needed, since a source may hold a `recipe.toml` too.
    enum class Kind {
        Recipe,  ///< the recipe itself: it carries commands and variables into the build
        File,    ///< a regular file of the source
        Link     ///< a symbolic link of the source, by its target
    };
    Kind kind;
    RelativePath path;  ///< in the source; `recipe.toml` for the recipe
    Opacity opacity;
    std::uint64_t size;
    crypto::Sha256 sha256;  ///< of the file, or of the link's target
};
std::string_view name_of(OpaqueFile::Kind kind);
std::optional<OpaqueFile::Kind> parse_opaque_kind(std::string_view name);

/// A path as it is shown where there is JSON: itself, or quoted where its bytes are no UTF-8.
std::string shown_path(const RelativePath& path);

}  // namespace assay::verifier
