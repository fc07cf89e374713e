// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "crypto/primitive/digest.hpp"
#include "storage/recipe/recipe.hpp"
#include "verifier/rebuild/opacity.hpp"

namespace assay::verifier {

/// Something of a deposit that a build can read and nobody else: not written by hand.
struct OpaqueFile {
    /// What of the deposit it is; told apart, since a source may hold a `recipe.toml` too.
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

/// All opaque files and links of an unpacked source, by path, each judged whole. Errors: Interrupted, Folder's.
Result<std::vector<OpaqueFile>> find_opaque(const Folder& source, const Interrupt& interrupt = NoInterrupt());

/// The recipe, where it is opaque: as deposited, or in what it makes of itself for the build (escapes undone).
std::optional<OpaqueFile> judge_recipe(ByteView toml, const storage::Recipe& recipe);

/// Whether a link's target carries something: longer than 255 bytes, or with more than 48 letters, digits, `+`
/// and `=` in a row.
bool is_encoded_target(std::string_view target);

}  // namespace assay::verifier
