// SPDX-License-Identifier: Apache-2.0
#include "storage/snapshot/swhid.hpp"

#include "base/core/text.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using storage::Swhid;

TEST_CASE("a SWHID is read in its one form", "[storage][snapshot]") {
    test::Tally tally("swhid parse");
    const auto expected = test::read_json(test::vectors("swhid") / "expected.json");
    for (const auto& item : *expected.find("parse")->items()) {
        const auto text = item.text_at("text");
        // Qualifiers are another matter: a Swhid is the core identifier.
        const auto parsed = Swhid::parse(text.substr(0, text.find(';')));
        const bool accepted = parsed && text.starts_with(parsed->render());
        tally.count(quote(text), accepted == (item.text_at("expect") == "accept"), test::message_of(parsed));
    }
}

TEST_CASE("a SWHID with a qualifier, of another version or kind is invalid", "[storage][snapshot]") {
    const std::string id = "ce013625030ba8dba906f756967f9e9ca394464a";
    CHECK(Swhid::parse("swh:1:dir:" + id).has_value());
    CHECK_FALSE(Swhid::parse("swh:1:dir:" + id + ";path=/a").has_value());
    CHECK(test::message_of(Swhid::parse("swh:2:dir:" + id)) == "\"swh:2:dir:" + id + "\" is not a SWHID of version 1");
    CHECK(test::message_of(Swhid::parse("swh:1:xyz:" + id)) == "\"swh:1:xyz:" + id + "\" is not a SWHID of version 1");
}
