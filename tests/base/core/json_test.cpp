// SPDX-License-Identifier: Apache-2.0
#include "base/core/json.hpp"

#include "base/core/bounded_json.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::test;

TEST_CASE("JSON vectors: accepted and refused as named", "[base][json][vectors]") {
    Tally tally("json/test_parsing");
    for (const auto& entry : std::filesystem::directory_iterator(vectors("json/test_parsing"))) {
        const auto name = entry.path().filename().string();
        const bool accepted = Json::parse(read(entry.path()), {.bytes = 16U << 20, .depth = 1000}).has_value();
        // The grammar allows a key twice; we refuse it, since two readers may choose differently.
        const bool wanted = name[0] == 'y' && !name.starts_with("y_object_duplicated_key");
        tally.count(name, name[0] == 'i' || accepted == wanted, accepted ? "accepted" : "refused");
    }
    CHECK(tally.cases() > 300);
}

TEST_CASE("a duplicate key is refused", "[base][json]") {
    CHECK(message_of(Json::parse(R"({"a":1,"b":2,"a":3})")) == R"(the key "a" appears twice in one object)");
    CHECK(Json::parse(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
}

TEST_CASE("depth and size are capped", "[base][json]") {
    CHECK(Json::parse(std::string(64, '[') + std::string(64, ']')));
    CHECK(Json::parse(std::string(65, '[') + std::string(65, ']')).error().kind() == ErrorKind::Limit);
    CHECK(Json::parse(std::string(100, ' '), {.bytes = 99}).error().kind() == ErrorKind::Limit);
    CHECK_FALSE(Json::parse("\xef\xbb\xbf{}"));
}

TEST_CASE("what is rendered reads back as the same value", "[base][json]") {
    const auto value = Json::object({{"text", "a\"\\\n\x01é"},
                                     {"whole", -5},
                                     {"real", 0.5},
                                     {"flag", true},
                                     {"none", nullptr},
                                     {"list", Json::Array{1, "x", Json::object()}}});
    CHECK(need(Json::parse(value.render())) == value);
    CHECK(need(Json::parse(value.render_pretty())) == value);
    CHECK(value.render() ==
          R"({"text":"a\"\\\n\u0001é","whole":-5,"real":0.5,"flag":true,"none":null,"list":[1,"x",{}]})");
}

TEST_CASE("a record refuses members that were not read", "[base][json]") {
    const auto value = need(Json::parse(R"({"name":"x","size":"18446744073709551615","extra":1})"));
    auto record = need(Record::of(value, "piece"));
    CHECK(need(record.text("name")) == "x");
    CHECK(need(record.decimal("size")) == UINT64_MAX);
    CHECK(message_of(record.finish()) == R"(piece: the member "extra" is unknown)");
    CHECK(message_of(record.text("missing")) == R"(piece: "missing" is missing)");
    CHECK(message_of(record.integer("name")) == R"(piece: "name" is not a whole number)");
}

TEST_CASE("values are counted where a reader bounds them: keys and containers too", "[base][core][json]") {
    const auto read = [](std::string_view text, std::size_t values) {
        return assay::parse_json(text, {.bytes = 1000, .depth = 8, .values = values});
    };
    CHECK(read("0", 1));
    CHECK_FALSE(read("0", 0));
    CHECK(read("[]", 1));
    CHECK(read("[[],{}]", 3));
    CHECK_FALSE(read("[[],{}]", 2));
    CHECK(read(R"({"a":1,"b":[2,3]})", 7));
    const auto refused = read(R"({"a":1,"b":[2,3]})", 6);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == assay::ErrorKind::Limit);
    CHECK(refused.error().message() == "holds more than 6 values");
    // What follows the first value too many is not looked at.
    CHECK(read("[0,0,nonsense", 2).error().kind() == assay::ErrorKind::Limit);
}
