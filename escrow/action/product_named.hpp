// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/intake/intake.hpp"
#include "storage/recipe/recipe.hpp"

namespace assay::escrow {

/// Whether a vendor keeps its recipe's name where the source hints at another.
enum class AsNamed { No, Yes };

/// Whether a source may be the product that a recipe builds. What Debian's files say of it is binding: a room refuses
/// another product, whatever the vendor says. Where they say nothing, package.json, CMakeLists.txt and tags hint at a
/// product, which AsNamed::Yes passes over. Gives the sentence that was passed over. Errors: Untrusted, with both names
/// and the next step.
Result<std::optional<std::string>> check_named(const storage::Recipe& recipe, const storage::Intake& intake,
                                               AsNamed as_named);

/// Takes a source in, to hold a recipe's name against it: `escrow recipe check`. Errors: those of take_in and
/// check_named.
Result<std::optional<std::string>> check_source_named(const storage::Recipe& recipe, const std::string& source,
                                                      AsNamed as_named, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::escrow
