// SPDX-License-Identifier: Apache-2.0
#include "escrow/pilot/carrier.hpp"

#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::escrow;
using test::need;

TEST_CASE("a carrier brings what the custodian has and the room has not", "[escrow][pilot]") {
    const std::string custodian = R"({"deposits":[{"deposit":"dep-a"},{"deposit":"dep-b"},{"deposit":"dep-c"}]})";
    CHECK(need(deposits_to_carry(custodian, "")) == std::vector<std::string>{"dep-a", "dep-b", "dep-c"});
    CHECK(need(deposits_to_carry(custodian, R"({"deposits":[{"deposit":"dep-b"}]})")) ==
          std::vector<std::string>{"dep-a", "dep-c"});
    CHECK(need(deposits_to_carry(R"({"deposits":[]})", R"({"deposits":[{"deposit":"dep-b"}]})")).empty());
    CHECK(test::message_of(deposits_to_carry("{}", "")) == "the list of the custodian: it names no deposits");
    CHECK_FALSE(deposits_to_carry(custodian, "no JSON"));
}
