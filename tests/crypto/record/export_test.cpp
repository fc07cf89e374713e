// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/export.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("an export is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Export>(w.exported, w.custodian, "deposit");
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Export>(w.exported, w.custodian, member, value);
    };
    CHECK(refusal("predicate.room", "abc").find("room") != std::string::npos);
    CHECK(refusal("predicate.held", Json::array()).find("held") != std::string::npos);
    CHECK(refusal("predicate.pieces.sha256", std::string(64, 'G')).find("pieces") != std::string::npos);
}
