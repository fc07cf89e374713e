// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/recipe/apt.hpp"
#include "escrow/recipe/source_package.hpp"
#include "storage/recipe/build_inputs.hpp"

namespace assay::escrow {

/// What a first recipe is drafted from.
struct NewRecipeRequest {
    std::filesystem::path source;        ///< a .dsc, a folder or an archive
    RelativePath lock;                   ///< the lock's name beside the recipe
    std::optional<std::string> suite;    ///< Debian's name for it; else what the version or this machine suggests
    std::optional<BuildScope> scope;     ///< of a .dsc
    std::vector<std::string> artifacts;  ///< of the .debs such a build leaves, those that are deployed; empty: all
    bool host = false;                   ///< build in this machine's own /usr
};

/// A first recipe, and what in it is a guess: one sentence each, which a person has to look at.
struct DraftedRecipe {
    storage::Recipe recipe;
    std::vector<std::string> guesses;
    std::string depends;  ///< packages that its build likely needs; empty for a .dsc, which says so itself
};

/// A first recipe for a source: for a .dsc one that builds as Debian's own builders do, for a folder a template for its
/// build system, for an archive one for `make`. Errors: Usage for artifacts the source does not build, and for none
/// where they cannot be known; NotFound, Invalid for a source that is not there or is neither a folder nor a file with
/// something in it; those of reading it.
Result<DraftedRecipe> new_recipe(const NewRecipeRequest& request, const Interrupt& interrupt);

/// Which recipe to lock, and what its build needs.
struct LockRequest {
    std::filesystem::path recipe;
    std::optional<std::filesystem::path> source;  ///< a .dsc, whose Build-Depends count
    std::string depends;                          ///< further packages, as in Build-Depends
    std::optional<std::string> mirror;
    std::filesystem::path cache;  ///< of apt's state, kept between locks
    bool update = true;           ///< fetch the lists anew
};

/// A lock as it was written, with how much lies in the materials: packages and bytes.
struct LockedRecipe {
    storage::Lock lock;
    std::filesystem::path lock_file, materials;  ///< beside the recipe
    std::uint64_t packages, bytes;
};

/// Chooses every package of the environment, fetches them with the lists that vouch for them, and writes the lock and,
/// as
/// `<recipe>.materials`, the materials. Errors: Unavailable with apt's words; Usage when nothing says what to install;
/// Io.
Result<LockedRecipe> lock_recipe(const LockRequest& request, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::escrow
