// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/make_recipe.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <sys/stat.h>

using namespace assay;
using namespace assay::test;

TEST_CASE("a recipe is drafted for what there is to build", "[escrow][recipe]") {
    const TempFolder home;
    const auto drafted = [](const std::filesystem::path& source) {
        const auto recipe = escrow::new_recipe({.source = source,
                                                .lock = "recipe.lock"_path,
                                                .suite = std::nullopt,
                                                .scope = std::nullopt,
                                                .artifacts = {"sum"},
                                                .host = true},
                                               NoInterrupt());
        return recipe ? std::optional<ErrorKind>() : std::optional(recipe.error().kind());
    };
    std::filesystem::create_directory(home / "source");
    CHECK(drafted(home / "source") == std::nullopt);
    CHECK(drafted(home / "nowhere") == ErrorKind::NotFound);
    need(write_durably(home / "empty", {}));
    CHECK(drafted(home / "empty") == ErrorKind::Invalid);
    REQUIRE(::mkfifo((home / "fifo").c_str(), 0600) == 0);
    CHECK(drafted(home / "fifo") == ErrorKind::Invalid);
    CHECK(drafted("/dev/zero") == ErrorKind::Invalid);
    std::filesystem::create_symlink("loop", home / "loop");
    CHECK(drafted(home / "loop").has_value());
}
