// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/commitment.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a closed part reads back and matches its own commitments only", "[crypto][commitment]") {
    CountingRandom random;
    ClosedPart closed;
    closed.add("product", Json::object({{"name", "x"}}), random);
    closed.add("snapshot", "swh:1:dir:00", random);
    const auto commitments = closed.commitments();
    const auto again = need(ClosedPart::parse(closed.render()));
    need(again.check(commitments));
    CHECK(need(again.value("snapshot")) == Json("swh:1:dir:00"));
    CHECK(again.value("other").error().kind() == ErrorKind::Unproven);

    ClosedPart other;
    other.add("product", Json::object({{"name", "y"}}), random);
    other.add("snapshot", "swh:1:dir:00", random);
    CHECK(message_of(other.check(commitments)) == "the field \"product\" is not the one the statement commits to");
    ClosedPart fewer;
    fewer.add("product", 1, random);
    CHECK(message_of(fewer.check(commitments)).find("other fields than") != std::string::npos);
}

TEST_CASE("a commitment binds name, salt and value, each apart", "[crypto][commitment]") {
    CountingRandom random;
    const Disclosure field{random.fixed<FieldSalt>(), "\"v\""};
    const auto commitments = Json::object({{"a", encode_hex(field.commit("a").view())}});
    need(check_disclosure("a", field, commitments));
    CHECK_FALSE(check_disclosure("b", field, commitments));
    CHECK_FALSE(check_disclosure("a", {field.salt, "\"w\""}, commitments));
    CHECK_FALSE(check_disclosure("a", {random.fixed<FieldSalt>(), "\"v\""}, commitments));
    CHECK(field.commit("a") != field.commit("a\"v"));
}

TEST_CASE("a closed part of another format or form is refused", "[crypto][commitment]") {
    CHECK(ClosedPart::parse(R"({"format":"assay-closed-v2","fields":{}})").error().kind() == ErrorKind::Unsupported);
    CHECK(ClosedPart::parse(R"({"format":"assay-closed-v1"})").error().kind() == ErrorKind::Invalid);
    CHECK_FALSE(ClosedPart::parse(R"({"format":"assay-closed-v1","fields":{"a":{"salt":"00","value":"1"}}})"));
    const auto salt = std::string(64, '0');
    CHECK(ClosedPart::parse(R"({"format":"assay-closed-v1","fields":{"a":{"salt":")" + salt + R"(","value":"1"}}})"));
    CHECK_FALSE(
        ClosedPart::parse(R"({"format":"assay-closed-v1","fields":{"a":{"salt":")" + salt + R"(","value":"{"}}})"));
}
