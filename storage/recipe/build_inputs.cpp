// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/build_inputs.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/statement/file_guess.hpp"
#include "storage/recipe/materials.hpp"

namespace assay::storage {

namespace {

Status check_materials_of(const std::filesystem::path& recipe, const DebianLock& lock, Progress& progress,
                          const Interrupt& interrupt) {
    const auto folder = TRY(open_materials(recipe));
    const auto faults = TRY_WITHIN("materials", check_materials(lock, folder, progress, interrupt));
    if (faults.empty()) return {};
    auto error = faults.front().error().within("materials of " + quote(recipe.string()));
    if (faults.size() > 1)
        error = std::move(error).with_hint(std::to_string(faults.size() - 1) + " more faults: escrow recipe check");
    return fail(std::move(error).with_hint(lock_hint(recipe)));
}

}  // namespace

std::string lock_hint(const std::filesystem::path& recipe) {
    return "escrow recipe lock " + quote(recipe.string()) + " locks it anew";
}

std::filesystem::path materials_of(const std::filesystem::path& recipe) {
    auto out = recipe;
    return out.replace_extension(".materials");
}

Result<Folder> open_materials(const std::filesystem::path& recipe) {
    auto folder = Folder::open(materials_of(std::filesystem::absolute(recipe)));
    if (folder) return folder;
    return fail(std::move(folder).error().within("materials").with_hint(lock_hint(recipe)));
}

Result<std::pair<Bytes, Recipe>> read_recipe(const std::filesystem::path& path) {
    auto read = read_file(path, Recipe::kBytesMax);
    if (!read) {
        auto error = std::move(read).error().within("recipe");
        if (error.kind() == ErrorKind::NotFound)
            error =
                std::move(error).with_hint("escrow recipe init SOURCE --out " + quote(path.string()) + " drafts one");
        return fail(std::move(error));
    }
    auto bytes = std::move(*read);
    const auto text = text_of(bytes);
    auto recipe = TRY_WITHIN(quote(path.string()), crypto::guessing(Recipe::parse(text), text, "recipe"));
    return std::pair(std::move(bytes), std::move(recipe));
}

Result<std::pair<Bytes, Lock>> read_lock(const std::filesystem::path& path, const Recipe& recipe) {
    const auto file = std::filesystem::absolute(path).parent_path() / recipe.environment.lock.text();
    const auto hinted = [&](Error error) { return fail(std::move(error).with_hint(lock_hint(path))); };
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        if (auto unlocked = check_lock(recipe, nullptr); !unlocked)
            return hinted(std::move(unlocked).error().within(quote(path.string())));
    auto bytes = read_file(file, Lock::kBytesMax);
    if (!bytes) return hinted(std::move(bytes).error().within("lock"));
    auto lock = Lock::parse(text_of(*bytes));
    if (!lock) return hinted(std::move(lock).error().within(quote(file.filename().string())));
    if (auto fits = check_lock(recipe, &*lock); !fits)
        return hinted(std::move(fits).error().within(quote(path.string())));
    return std::pair(std::move(*bytes), std::move(*lock));
}

Result<BuildInputs> read_build_inputs(const std::filesystem::path& path, Progress& progress,
                                      const Interrupt& interrupt) {
    auto [recipe_bytes, recipe] = TRY(read_recipe(path));
    auto [lock_bytes, lock] = TRY(read_lock(path, recipe));
    std::optional<std::filesystem::path> materials;
    if (const auto* debian = lock.debian()) {
        materials = materials_of(std::filesystem::absolute(path));
        TRY(check_materials_of(path, *debian, progress, interrupt));
    }
    return BuildInputs{std::move(recipe_bytes), std::move(lock_bytes), std::move(recipe), std::move(lock),
                       std::move(materials)};
}

}  // namespace assay::storage
