// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/chain.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("the tag of a chain is that of its page, computed by another program", "[crypto][record][vectors]") {
    Tally tally("chain tags");
    const auto cases = read_json(std::string(ASSAY_SOURCE) + "/tests/vectors/chain/tags.json");
    REQUIRE(cases.items() != nullptr);
    for (const auto& item : *cases.items()) {
        auto json = item;
        auto members = *json.members();
        const auto expected = std::string(item.text_at("tag"));
        members.pop_back();
        const auto subject = need(ChainSubject::parse(members));
        tally.count(subject.product, hex(subject.tag()) == expected, hex(subject.tag()));
    }
    CHECK(tally.cases() == 4);
}

TEST_CASE("what a chain is about is read strictly", "[crypto][record]") {
    const auto subject = chain_subject(World().vendor.id());
    CHECK(need(ChainSubject::parse(subject.render())).tag() == subject.tag());
    for (const auto* name : {"salt", "vendor", "product", "git_tree"}) {
        auto json = subject.render();
        json.set(name, 1);
        CHECK(message_of(ChainSubject::parse(json)).find(name) != std::string::npos);
    }
    auto more = subject.render();
    more.set("extra", "x");
    CHECK(message_of(ChainSubject::parse(more)).find("\"extra\"") != std::string::npos);
}

TEST_CASE("a place in a chain is read strictly", "[crypto][record]") {
    const auto place = ChainPlace::first({}).next(StatementLink::to(bytes_of("before")), ChainWord::Built);
    CHECK(need(ChainPlace::parse(place.render())) == place);
    const auto refusal = [&](const std::string& name, const Json& value) {
        auto json = place.render();
        json.set(name, value);
        return message_of(ChainPlace::parse(json));
    };
    CHECK(refusal("ordinal", "2").empty());
    CHECK_FALSE(refusal("ordinal", "0").empty());
    CHECK_FALSE(refusal("ordinal", "100001").empty());
    CHECK_FALSE(refusal("ordinal", 2).empty());
    CHECK(refusal("previous", "text").find("chain place: previous") != std::string::npos);
    CHECK(refusal("previous", Json()).find("is not named") != std::string::npos);
    CHECK(refusal("before", Json()).find("before") != std::string::npos);
    CHECK(refusal("before", ChainTally().render()).find("counts 0, and 1 come before") != std::string::npos);
    CHECK(refusal("tag", "00").find("tag") != std::string::npos);
    CHECK(refusal("extra", "x").find("\"extra\"") != std::string::npos);
}
