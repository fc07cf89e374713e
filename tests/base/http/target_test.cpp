// SPDX-License-Identifier: Apache-2.0
#include "base/http/target.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using http::Target;

TEST_CASE("a target is taken apart into decoded segments and query", "[base][http][target]") {
    const auto target = test::need(Target::parse("/v1/deposits/a%20b:%C3%A9?from=3&name=%2B%26"));
    CHECK(target.segments() == std::vector<std::string>{"v1", "deposits", "a b:é"});
    CHECK(target.query("from") == "3");
    CHECK(target.query("name") == "+&");
    CHECK(target.query("other") == std::nullopt);
    CHECK(test::need(Target::parse("/")).segments().empty());
    CHECK(test::need(Target::parse("/?a=b=c")).query("a") == "b=c");
    CHECK(test::need(Target::parse("/x?a=")).query("a") == "");
}

TEST_CASE("each way to hide something in a target is refused with its own words", "[base][http][target]") {
    const auto [text, words] = GENERATE(table<std::string, std::string>({
        {"", "does not start with a slash"},
        {"*", "does not start with a slash"},
        {"v1", "does not start with a slash"},
        {"http://host/v1", "does not start with a slash"},
        {"//host/v1", "a path segment is empty"},
        {"/v1/", "a path segment is empty"},
        {"/v1//x", "a path segment is empty"},
        {"/.", "a path segment is \".\""},
        {"/v1/../x", "a path segment is \"..\""},
        {"/v1/%2e%2e/x", "without two upper-case"},
        {"/v1/%2E%2E/x", "escaped without need"},
        {"/v1/.%2E/x", "escaped without need"},
        {"/v1%2Fx", "a slash is escaped"},
        {"/v1%2fx", "without two upper-case"},
        {"/%", "without two upper-case"},
        {"/%4", "without two upper-case"},
        {"/%GG", "without two upper-case"},
        {"/%u0041", "without two upper-case"},
        {"/%61", "\"a\" is escaped without need"},
        {"/%00", "a control character is escaped"},
        {"/%0D%0AX:y", "a control character is escaped"},
        {"/%7F", "a control character is escaped"},
        {"/%C0%AF", "not UTF-8"},
        {"/%E0%80%AF", "not UTF-8"},
        {"/%ED%A0%80", "not UTF-8"},
        {"/%FF", "not UTF-8"},
        {"/%252E", ""},
        {"/a\\b", "must be escaped"},
        {"/a b", "must be escaped"},
        {"/a#b", "must be escaped"},
        {"/\xc3\xa9", "must be escaped"},
        {"/a?", "not name=value"},
        {"/a?b", "not name=value"},
        {"/a?=b", "not name=value"},
        {"/a?b=c&", "not name=value"},
        {"/a?b=c&b=d", "names \"b\" twice"},
        {"/a?b=c&%62=d", "escaped without need"},
        {"/a?b=c+d", "must be escaped"},
        {"/a?b=c#d", "must be escaped"},
        {"/a?b=%00", "a control character is escaped"},
    }));
    CAPTURE(text);
    const auto target = Target::parse(text);
    if (words.empty()) {
        // Decoded once, never twice: what remains is text.
        CHECK(test::need(Target::parse(text)).segments() == std::vector<std::string>{"%2E"});
    } else {
        REQUIRE_FALSE(target);
        CHECK(target.error().kind() == ErrorKind::Invalid);
        CHECK(target.error().message().contains(words));
    }
}

TEST_CASE("a target that is too long is refused as such", "[base][http][target]") {
    CHECK(Target::parse('/' + std::string(Target::kBytesMax, 'a')).error().kind() == ErrorKind::Limit);
    std::string many = "/?q0=";
    for (std::size_t i = 1; i <= Target::kQueryMax; ++i) many += "&q" + std::to_string(i) + '=';
    CHECK(Target::parse(many).error().kind() == ErrorKind::Limit);
}

TEST_CASE("any segments come back from their rendered form", "[base][http][target]") {
    CHECK(rc::check([] {
        const auto text = rc::gen::nonEmpty(rc::gen::container<std::string>(
            rc::gen::oneOf(rc::gen::inRange<char>(0x20, 0x7f), rc::gen::elementOf(std::string("%./+&=?#~")))));
        const auto segments = *rc::gen::container<std::vector<std::string>>(text);
        std::string path;
        for (const auto& segment : segments) path += '/' + http::percent_encode(segment);
        if (path.empty()) path = "/";
        const auto target = Target::parse(path);
        const bool expressible = std::none_of(segments.begin(), segments.end(), [](const std::string& segment) {
            return segment == "." || segment == ".." || segment.contains('/');
        });
        RC_ASSERT(target.has_value() == expressible);
        if (!expressible) return;
        RC_ASSERT(target->segments() == segments);
        RC_ASSERT(target->render() == path);
    }));
}

TEST_CASE("any bytes are a target that renders to an equal one, or refused", "[base][http][target]") {
    CHECK(rc::check([] {
        const auto bytes = *rc::gen::container<std::string>(
            rc::gen::oneOf(rc::gen::elementOf(std::string("/%2EeFf.?&=a+")), rc::gen::arbitrary<char>()));
        const auto target = Target::parse('/' + bytes);
        if (target) RC_ASSERT(test::need(Target::parse(target->render())) == *target);
    }));
}
