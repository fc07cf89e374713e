// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/recipe.hpp"

#include <filesystem>

namespace assay::storage {

/// How to build, with all that needs: read, and held against one another.
///
/// - The lock is of the environment that the recipe asks for.
/// - `materials` is there for a Debian environment, and held exactly what the lock names when it was read.
struct BuildInputs {
    Bytes recipe_bytes, lock_bytes;
    Recipe recipe;
    Lock lock;
    std::optional<std::filesystem::path> materials;
};

/// Reads a recipe, and beside it the lock it names and its materials. What is deposited and what is tried before a
/// deposit are read by this same function. Errors: those of read_recipe, read_lock and open_materials; those of
/// check_materials' faults, with the same hint.
Result<BuildInputs> read_build_inputs(const std::filesystem::path& recipe, Progress& progress,
                                      const Interrupt& interrupt);

/// A recipe file, as it is and read. Errors: NotFound, Invalid, Limit; another file of ours is named as such.
Result<std::pair<Bytes, Recipe>> read_recipe(const std::filesystem::path& path);

/// The lock of a recipe that lies at `path`, as it is and read, checked to be of its environment. Errors: those of
/// check_lock, NotFound, Invalid, Limit; each with the command that locks the recipe again as its hint.
Result<std::pair<Bytes, Lock>> read_lock(const std::filesystem::path& path, const Recipe& recipe);

/// Where a recipe's materials lie: beside it, `recipe.toml` -> `recipe.materials`.
std::filesystem::path materials_of(const std::filesystem::path& recipe);

/// The materials beside a recipe. Errors: NotFound, with the same hint; io_error's.
Result<Folder> open_materials(const std::filesystem::path& recipe);

/// What to do about a lock or materials that are not the recipe's: the command that locks it again.
std::string lock_hint(const std::filesystem::path& recipe);

}  // namespace assay::storage
