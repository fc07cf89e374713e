// SPDX-License-Identifier: Apache-2.0
#include "base/core/toml.hpp"

#include "base/core/encoding.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;

TEST_CASE("TOML vectors: valid and invalid as the set says", "[base][toml][vectors]") {
    const auto set = read_json(vectors("json") / "toml_test.json");
    Tally tally("json/toml_test.json");
    for (const auto* group : {"valid", "invalid"}) {
        const auto* cases = set.find(group);
        REQUIRE(cases != nullptr);
        for (const auto& test_case : *cases->items()) {
            const auto* toml_1_0 = test_case.find("toml_1_0");
            if (toml_1_0 == nullptr || !*toml_1_0->boolean()) {
                tally.skip("not judged by a TOML 1.0 reader");
                continue;
            }
            const auto text = need(decode_base64(test_case.text_at("toml_base64")));
            const bool accepted = parse_toml(text_of(text)).has_value();
            tally.count(std::string(test_case.text_at("id")), accepted == (std::string_view(group) == "valid"),
                        accepted ? "accepted" : "refused");
        }
    }
}

TEST_CASE("a letter beyond ASCII is no white space, in any place for one", "[base][toml]") {
    CHECK(need(parse_toml("s = \"\"\"\\\n\u00a7\"\"\"\n")).text_at("s") == "\u00a7");
    CHECK(!parse_toml("\u03bc = 1\n"));
    CHECK(!parse_toml("[table\u00f6\nx=2\n"));
}

TEST_CASE("what a stranger's TOML holds is quoted where an error repeats it", "[base][toml]") {
    const auto parsed = parse_toml("environment =t\x10\n");
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message().find('\x10') == std::string::npos);
}

TEST_CASE("what JSON has no form for becomes text", "[base][toml]") {
    const auto json = need(parse_toml("day = 2026-11-23\na = inf\nb = -inf\nc = nan\n"));
    for (const auto& [name, text] : {std::pair{"day", "2026-11-23"}, {"a", "inf"}, {"b", "-inf"}, {"c", "nan"}})
        CHECK(json.text_at(name) == text);
    CHECK(Json::parse(json.render()));
}

TEST_CASE("TOML that nests deeper than JSON is read is refused", "[base][core]") {
    const auto refused = [](const std::string& text) {
        const auto parsed = parse_toml(text);
        return !parsed && parsed.error().kind() == ErrorKind::Invalid &&
               parsed.error().message().contains("deeper than");
    };
    const auto dotted = [](std::size_t levels) {
        std::string out = "a";
        for (std::size_t i = 1; i < levels; ++i) out += ".a";
        return out + " = 1\n";
    };
    const auto most = JsonLimits().depth;
    const auto kept = parse_toml(dotted(most));
    REQUIRE(kept);
    CHECK(Json::parse(kept->render()));
    CHECK(refused(dotted(most + 1)));
    for (const std::size_t levels : {5'000UL, 400'000UL})
        CHECK(parse_toml(dotted(levels)).error().message() == "has a line with more than 4096 dots");
    CHECK(refused("a = " + std::string(most, '[') + std::string(most, ']') + "\n"));
}
