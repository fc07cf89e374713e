// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/build_inputs.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/recipe/materials.hpp"

namespace assay::storage {

namespace {

Status check_materials_of(const std::filesystem::path& recipe, const std::filesystem::path& materials,
                          const DebianLock& lock, Progress& progress, const Interrupt& interrupt) {
    const auto folder = TRY_WITHIN("materials", Folder::open(materials));
    const auto faults = TRY_WITHIN("materials", check_materials(lock, folder, progress, interrupt));
    if (faults.empty()) return {};
    auto error = faults.front().error().within("materials of " + quote(recipe.string()));
    if (faults.size() > 1)
        error = std::move(error).with_hint(std::to_string(faults.size() - 1) + " more faults: escrow recipe check");
    return std::unexpected(std::move(error));
}

}  // namespace

std::filesystem::path materials_of(const std::filesystem::path& recipe) {
    auto out = recipe;
    return out.replace_extension(".materials");
}

Result<BuildInputs> read_build_inputs(const std::filesystem::path& path, Progress& progress,
                                      const Interrupt& interrupt) {
    auto recipe_bytes = TRY_WITHIN("recipe", read_file(path, Recipe::kBytesMax));
    auto recipe = TRY_WITHIN(quote(path.string()), Recipe::parse(text_of(recipe_bytes)));
    const auto lock_path = std::filesystem::absolute(path).parent_path() / recipe.environment.lock.text();
    std::error_code ignored;
    if (!std::filesystem::exists(lock_path, ignored)) {
        const auto unlocked = check_lock(recipe, nullptr);
        if (!unlocked)
            return std::unexpected(
                Error(unlocked.error()).within(quote(path.string())).with_hint("escrow recipe lock " + path.string()));
    }
    auto lock_bytes = TRY_WITHIN("lock", read_file(lock_path, Lock::kBytesMax));
    auto lock = TRY_WITHIN(quote(lock_path.filename().string()), Lock::parse(text_of(lock_bytes)));
    TRY_WITHIN(quote(path.string()), check_lock(recipe, &lock));
    std::optional<std::filesystem::path> materials;
    if (const auto* debian = lock.debian()) {
        materials = materials_of(std::filesystem::absolute(path));
        TRY(check_materials_of(path, *materials, *debian, progress, interrupt));
    }
    return BuildInputs{std::move(recipe_bytes), std::move(lock_bytes), std::move(recipe), std::move(lock),
                       std::move(materials)};
}

}  // namespace assay::storage
