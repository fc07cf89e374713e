// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/held.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a held statement is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Held>(w.held, w.custodian, "deposit");
    CHECK(it.refusal<Held>(w.held, w.custodian, "predicate.agreement.sha1", "00").find("agreement") !=
          std::string::npos);
    CHECK(it.refusal<Held>(w.held, w.custodian, "predicate.agreement", "text").find("agreement") != std::string::npos);
}
