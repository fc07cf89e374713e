// SPDX-License-Identifier: Apache-2.0
#include "base/files/relative_path.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <set>

using namespace assay;
using namespace assay::test;

TEST_CASE("a canonical relative path is taken as it is", "[base][path]") {
    for (const auto* text : {"a", "a/b/c", "...", "..a", ".a/b.", "a b", "\xff\xfe/\x01", "-rf", "a\\b"})
        CHECK(need(RelativePath::parse(text)).text() == text);
}

TEST_CASE("each malformed path is refused in its own words", "[base][path]") {
    const std::pair<std::string, std::string> cases[] = {
        {"", "path \"\" is empty"},
        {"/", "path \"/\" begins with a slash"},
        {"/etc/passwd", "path \"/etc/passwd\" begins with a slash"},
        {"a/", "path \"a/\" ends with a slash"},
        {"a//b", "path \"a//b\" has two slashes in a row"},
        {".", "path \".\" has a component \".\""},
        {"a/./b", "path \"a/./b\" has a component \".\""},
        {"..", "path \"..\" has a component \"..\""},
        {"a/../../b", "path \"a/../../b\" has a component \"..\""},
        {std::string("a\0b", 3), "path \"a\\x00b\" contains a NUL byte"},
    };
    std::set<std::string> words;
    for (const auto& [text, message] : cases) {
        const auto parsed = RelativePath::parse(text);
        REQUIRE(!parsed);
        CHECK(parsed.error().kind() == ErrorKind::Invalid);
        CHECK(parsed.error().message() == message);
    }
}

TEST_CASE("the longest component and the longest path are taken, one byte more is over the limit", "[base][path]") {
    const std::string component(255, 'x');
    CHECK(RelativePath::parse(component));
    const auto long_component = RelativePath::parse(component + "x");
    REQUIRE(!long_component);
    CHECK(long_component.error().kind() == ErrorKind::Limit);
    CHECK(long_component.error().message().ends_with("has a component longer than 255 bytes"));

    std::string path = component;
    while (path.size() + 256 <= 4096) path += "/" + component;
    CHECK(path.size() == 4095);
    path.insert(0, "a/");
    path.erase(path.size() - 1);
    CHECK(path.size() == 4096);
    CHECK(RelativePath::parse(path));
    const auto long_path = RelativePath::parse(path + "x");
    REQUIRE(!long_path);
    CHECK(long_path.error().kind() == ErrorKind::Limit);
    CHECK(long_path.error().message().ends_with("is longer than 4096 bytes"));
    CHECK(!need(RelativePath::parse(path)).join("x"_path));
}

TEST_CASE("paths are ordered by their bytes as unsigned numbers", "[base][path]") {
    const auto path = [](std::string_view text) { return need(RelativePath::parse(text)); };
    CHECK(path("a-b") < path("a/b"));
    CHECK(path("a/b") < path("ab"));
    CHECK(path("a") < path("a/b"));
    CHECK(path("z") < path("\xc3\xa4"));
}

TEST_CASE("a path comes apart and goes together again", "[base][path]") {
    const RelativePath path = "usr/share/doc"_path;
    CHECK(path.filename() == "doc");
    CHECK(need(path.parent()->join("doc"_path)) == path);
    CHECK(path.components() == std::vector<std::string_view>{"usr", "share", "doc"});
    CHECK(!RelativePath("usr"_path).parent());
}

TEST_CASE("whatever bytes are taken hold what a relative path promises", "[base][path]") {
    CHECK(rc::check([](const std::vector<std::uint8_t>& picks) {
        constexpr std::string_view kAlphabet("/..a\0b", 6);
        std::string text;
        for (const auto pick : picks) text += kAlphabet[pick % kAlphabet.size()];
        const auto parsed = RelativePath::parse(text);
        if (!parsed) return;
        RC_ASSERT(parsed->text() == text);
        std::string joined;
        for (const auto component : parsed->components()) {
            RC_ASSERT(!component.empty());
            RC_ASSERT(component != "." && component != "..");
            RC_ASSERT(component.find('\0') == std::string_view::npos);
            joined += (joined.empty() ? "" : "/") + std::string(component);
        }
        RC_ASSERT(joined == text);
    }));
}
