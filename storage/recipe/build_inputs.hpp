// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
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
/// deposit are read by this same function. Errors: NotFound, and Refused for an environment without a lock, both with
/// the command that makes what is missing; Invalid, Limit; those of check_materials' faults.
Result<BuildInputs> read_build_inputs(const std::filesystem::path& recipe, Progress& progress,
                                      const Interrupt& interrupt);

/// Where a recipe's materials lie: beside it, `recipe.toml` -> `recipe.materials`.
std::filesystem::path materials_of(const std::filesystem::path& recipe);

}  // namespace assay::storage
