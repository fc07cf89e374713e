// SPDX-License-Identifier: Apache-2.0
#include "storage/intake/product_hints.hpp"

#include "base/files/durable.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::storage;
using namespace assay::test;

namespace {

using Names = std::vector<std::string>;

bool fits(const std::string& name, const std::string& version, const ProductHint& hint) {
    return check_hints(name, version, {hint}).has_value();
}

}  // namespace

TEST_CASE("a CMake project names itself in project()", "[storage][intake]") {
    const auto said = hint_of_cmake(
        "cmake_minimum_required(VERSION 3.20)\n# project(other VERSION 9)\nPROJECT (\"calc\"\n  VERSION 1.2.0 # ours\n"
        "  LANGUAGES C)\n");
    REQUIRE(said);
    CHECK(said->where == "CMakeLists.txt");
    CHECK(said->name == "calc");
    CHECK(said->versions == Names{"1.2.0"});
    CHECK(hint_of_cmake("project(calc C)")->versions.empty());
    CHECK(hint_of_cmake("project(calc VERSION ${V})")->versions.empty());
    CHECK_FALSE(hint_of_cmake("project(${N})"));
    CHECK_FALSE(hint_of_cmake("set(project 1)\nmy_project(calc VERSION 2)"));
    for (const auto* broken : {"", "project", "project(", "project()", "# project(calc)"})
        CHECK_FALSE(hint_of_cmake(broken));
}

TEST_CASE("an npm package names itself in package.json", "[storage][intake]") {
    const auto said = hint_of_npm(R"({"name": "@acme/router-ui", "version": "2.4.1", "private": true})");
    REQUIRE(said);
    CHECK(said->name == "@acme/router-ui");
    CHECK(said->versions == Names{"2.4.1"});
    CHECK(hint_of_npm(R"({"name": "x", "version": "0.0.0-development"})")->versions.empty());
    for (const auto* silent : {"", "[]", "{}", R"({"name": 1})", R"({"version": "next"})", "{"})
        CHECK_FALSE(hint_of_npm(silent));
}

TEST_CASE("a tag names a version behind a word and a mark", "[storage][intake]") {
    CHECK(version_of_tag("v1.2.0") == "1.2.0");
    CHECK(version_of_tag("1.2") == "1.2");
    CHECK(version_of_tag("release-1.2.0-rc1") == "1.2.0-rc1");
    CHECK(version_of_tag("calc2_1_2_0") == "1.2.0");
    CHECK(version_of_tag("lib@3.0.0") == "3.0.0");
    CHECK(version_of_tag("releases/v3.0") == "3.0");
    for (const auto* none : {"", "latest", "v2", "nightly-20240101", "foo1.2"}) CHECK_FALSE(version_of_tag(none));
}

TEST_CASE("likeness is enough, and another product is told with both names", "[storage][intake]") {
    const ProductHint npm{"package.json", "@acme/router-ui", {"2.4.1"}};
    CHECK(fits("router-ui", "2.4.1", npm));
    CHECK(fits("Acme Router UI", "v2.4.1", npm));
    CHECK(fits("router-ui", "2.4.1-3", npm));
    CHECK(fits("router-ui", "1:2.4.1+acme2", npm));
    CHECK_FALSE(fits("router-ui", "2.4.2", npm));
    CHECK_FALSE(fits("router-ui", "2.4", npm));
    CHECK_FALSE(fits("switch-ui", "2.4.1", npm));
    CHECK(fits("calc", "1.2", {"CMakeLists.txt", "libcalc", {"1.2.0"}}));
    CHECK(fits("calc", "9", {"CMakeLists.txt", "calc", {}}));
    CHECK(fits("calc", "1.2.0", {"the git tag \"a-1.0\"", {}, {"1.0", "1.2.0"}}));
    const auto refused = check_hints("calc", "1.2.0", {{"the git tag \"v1.3.0\"", {}, {"1.3.0"}}});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Untrusted);
    CHECK(refused.error().message() ==
          "the recipe says it builds \"calc 1.2.0\", the git tag \"v1.3.0\" says \"1.3.0\"");
}

TEST_CASE("what says nothing hints at nothing", "[storage][intake]") {
    const test::TempFolder home;
    const auto tree = need(Folder::open(home.path()));
    CHECK(need(hints_of(tree, {"latest"})).empty());
    need(write_durably(tree, "package.json"_path, bytes_of("{")));
    need(tree.make_link("CMakeLists.txt"_path, "package.json"));
    CHECK(need(hints_of(tree, {})).empty());
    need(write_durably(tree, "package.json"_path, bytes_of(R"({"name": "ui", "version": "1.0.0"})")));
    const auto hints = need(hints_of(tree, {"latest", "v1.0.0"}));
    REQUIRE(hints.size() == 2);
    CHECK(hints.front().name == "ui");
    CHECK(hints.back().where == "the git tag \"v1.0.0\"");
}
