// SPDX-License-Identifier: Apache-2.0
#include "storage/archive/entry_name.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::storage;

TEST_CASE("names that are harmless everywhere are kept as they are", "[storage][intake]") {
    for (const std::string name : {"a", "a/b", ".gitignore", ".gitattributes", "git", "a.git", ".github/x", "x\\y",
                                   "dev-disk-by\\x2dlabel", "\xff\n", "a b", "aux:", "ab:c", ".gitx", "..a", "a.."})
        CHECK(test::need(path_of_entry(name)).text() == name);
}

TEST_CASE("names that climb, here or elsewhere, are refused in words of their own", "[storage][intake]") {
    const auto refusal_of = [](std::string_view name) { return test::message_of(path_of_entry(name)); };
    CHECK(refusal_of("C:/x") == "entry \"C:/x\": begins with a drive letter");
    CHECK(refusal_of("c:x") == "entry \"c:x\": begins with a drive letter");
    CHECK(refusal_of("..\\x").ends_with("climbs out of its folder where a backslash parts names"));
    CHECK(refusal_of("a\\..\\..\\x").ends_with("climbs out of its folder where a backslash parts names"));
    CHECK(refusal_of("a/b\\..").ends_with("climbs out of its folder where a backslash parts names"));
    CHECK(refusal_of("\\x").ends_with("is absolute where a backslash parts names"));
    for (const auto* name : {"", "/x", "../x", "a/../x", "a//x", "./x", ".", "..", "a/"})
        CHECK_FALSE(path_of_entry(name).has_value());
    CHECK_FALSE(path_of_entry(std::string_view("a\0b", 3)).has_value());
    CHECK_FALSE(path_of_entry(std::string(256, 'n')).has_value());
}

TEST_CASE("git's own folder is known in all its disguises", "[storage][intake]") {
    for (const auto* name : {".git", ".GIT", ".giT", "git~1", "GIT~1", ".git.", ".git ", ".git. .",
                             ".git::$INDEX_ALLOCATION", ".git:x", ".g\u200cit", "\u200f.git", ".git\ufeff"}) {
        CHECK(is_git_name(name));
        CHECK(test::message_of(path_of_entry("a/" + std::string(name) + "/x"))
                  .ends_with("is reserved by git on some systems"));
    }
    CHECK(test::message_of(path_of_entry("a\\.git\\x")).ends_with("is reserved by git on some systems"));
    for (const auto* name : {"git", ".git1", "git~2", ".gitt", "x.git", ".g it", ".g\u00adit"})
        CHECK_FALSE(is_git_name(name));
}

TEST_CASE("git's list of submodules is known in all its disguises", "[storage][intake]") {
    for (const auto* name : {".gitmodules", ".GitModules", "gitmod~1", "GITMOD~4", ".gitmodules ", ".gitmodules:x"})
        CHECK(is_gitmodules_name(name));
    for (const auto* name : {"gitmodules", "gitmod~5", ".gitmodule", ".git"}) CHECK_FALSE(is_gitmodules_name(name));
}
