// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/product_named.hpp"

#include "base/files/temp.hpp"
#include "storage/intake/product_check.hpp"
#include "storage/intake/product_hints.hpp"

namespace assay::escrow {

Result<std::optional<std::string>> check_named(const storage::Recipe& recipe, const storage::Intake& intake,
                                               AsNamed as_named) {
    const auto tree = TRY(Folder::open(intake.tree));
    if (const auto said = TRY(storage::product_of(intake.source, tree))) {
        auto same = storage::check_product(recipe.product, recipe.version, *said);
        if (same) return std::optional<std::string>();
        return fail(std::move(same).error().within("product").with_hint(
            "write into [product] of the recipe what the source says, or correct debian/changelog"));
    }
    auto alike = storage::check_hints(recipe.product, recipe.version, TRY(storage::hints_of(tree, intake.tags)));
    if (alike) return std::optional<std::string>();
    if (as_named == AsNamed::Yes) return std::optional(alike.error().message());
    return fail(std::move(alike)
                    .error()
                    .within("product")
                    .with_hint("write into [product] of the recipe what the source says")
                    .with_hint("--as-named keeps the recipe's name and version"));
}

Result<std::optional<std::string>> check_source_named(const storage::Recipe& recipe, const std::string& source,
                                                      AsNamed as_named, Progress& progress,
                                                      const Interrupt& interrupt) {
    const auto work = TRY(TempFolder::make());
    storage::IntakeOptions options;
    options.work = work.path();
    options.work_tree = storage::WorkTree::MayDiffer;
    options.unpack.interrupt = &interrupt;
    const auto intake = TRY(storage::take_in(TRY(storage::locate_source(source)), options, progress));
    return check_named(recipe, intake, as_named);
}

}  // namespace assay::escrow
