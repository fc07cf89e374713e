// SPDX-License-Identifier: Apache-2.0
#include "escrow/recipe/make_recipe.hpp"

#include "base/files/durable.hpp"
#include "storage/recipe/host.hpp"
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

TEST_CASE("what a first recipe guesses is said", "[escrow][recipe]") {
    const TempFolder home;
    const auto drafted = [](const std::filesystem::path& source, std::vector<std::string> artifacts) {
        return escrow::new_recipe({.source = source,
                                   .lock = "recipe.lock"_path,
                                   .suite = std::nullopt,
                                   .scope = std::nullopt,
                                   .artifacts = std::move(artifacts),
                                   .host = true},
                                  NoInterrupt());
    };
    std::filesystem::create_directory(home / "geo");
    const auto bare = need(drafted(home / "geo", {"usr/bin/geo"}));
    REQUIRE(bare.guesses.size() == 2);
    CHECK(bare.guesses[0].contains("is that of the folder, the version \"0.1\" a placeholder"));
    CHECK(bare.guesses[1].contains("there is no Makefile in "));
    need(write_durably(home / "geo/Makefile", bytes_of("all:\n")));
    CHECK(need(drafted(home / "geo", {"usr/bin/geo"})).guesses.size() == 1);

    std::filesystem::create_directory(home / "checkout");
    need(write_durably(home / "checkout/CMakeLists.txt", bytes_of("project(geo VERSION 1.2.0 LANGUAGES C)\n")));
    const auto cmake = need(drafted(home / "checkout", {"usr/bin/geo"}));
    CHECK(cmake.recipe.product == "geo");
    CHECK(cmake.recipe.version == "1.2.0");
    CHECK(cmake.recipe.commands.back() == "DESTDIR=\"$ASSAY_OUT\" cmake --install build");
    CHECK(cmake.guesses.back() == "commands: they are CMake's, because there is a CMakeLists.txt");
    CHECK(cmake.depends.starts_with("cmake, "));

    // An archive is not looked into, and where the command runs says nothing of it.
    need(write_durably(home / "geo-1.2.tar.gz", bytes_of("x")));
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(home / "checkout");
    const auto beside = drafted(home / "geo-1.2.tar.gz", {"usr/bin/geo"});
    std::filesystem::current_path(before);
    CHECK(need(beside).recipe.commands.back() == "make DESTDIR=\"$ASSAY_OUT\" install");

    // Half of a name: the version of one source under the name of another would be no product at all.
    std::filesystem::create_directory(home / "unnamed");
    need(write_durably(home / "unnamed/package.json", bytes_of(R"({"version": "2.0.1"})")));
    CHECK(need(drafted(home / "unnamed", {"x"})).recipe.version == "0.1");

    std::filesystem::create_directory(home / "npm");
    need(write_durably(home / "npm/package.json", bytes_of(R"({"name": "@acme/greet", "version": "2.0.1"})")));
    const auto npm = need(drafted(home / "npm", {"dist/greet.js", "dist/it's.js"}));
    CHECK(npm.recipe.product == "greet");
    CHECK(npm.recipe.version == "2.0.1");
    CHECK(npm.recipe.commands.back() == R"(cp --parents -t "$ASSAY_OUT" 'dist/greet.js' 'dist/it'\''s.js')");
    CHECK(npm.depends == "nodejs, npm");

    need(write_durably(home / "hello-2.10.tar.gz", bytes_of("x")));
    const auto archive = need(drafted(home / "hello-2.10.tar.gz", {"usr/bin/hello"}));
    CHECK(archive.recipe.product == "hello");
    CHECK(archive.recipe.version == "2.10");
    CHECK(archive.recipe.directory == "/build/hello-2.10");
    CHECK(archive.recipe.commands.front() == "cd \"hello-2.10\"");
    CHECK(archive.guesses.size() == 2);

    const auto unnamed = drafted(home / "geo", {});
    REQUIRE(!unnamed);
    CHECK(unnamed.error().kind() == ErrorKind::Usage);
    CHECK(unnamed.error().hints() ==
          std::vector<std::string>{"as its path below $ASSAY_OUT: --artifact usr/bin/NAME, once for each file"});
    const auto revision = drafted((home / "geo").string() + "#v1", {"usr/bin/geo"});
    REQUIRE(!revision);
    CHECK(revision.error().kind() == ErrorKind::NotFound);
    CHECK(revision.error().hints().size() == 1);
}
