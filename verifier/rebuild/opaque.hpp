// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "storage/recipe/recipe.hpp"
#include "verifier/rebuild/opacity.hpp"
#include "verifier/report/opaque_file.hpp"

namespace assay::verifier {

/// All opaque files and links of an unpacked source, by path, each judged whole. Errors: Interrupted, Folder's.
Result<std::vector<OpaqueFile>> find_opaque(const Folder& source, const Interrupt& interrupt = NoInterrupt());

/// The recipe, where it is opaque: as deposited, or in what it makes of itself for the build (escapes undone).
std::optional<OpaqueFile> judge_recipe(ByteView toml, const storage::Recipe& recipe);

/// Whether a link's target carries something: longer than 255 bytes, or with more than 48 letters, digits, `+`
/// and `=` in a row.
bool is_encoded_target(std::string_view target);

}  // namespace assay::verifier
