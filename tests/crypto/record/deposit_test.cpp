// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/deposit.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a deposit is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Deposit>(w.deposit, w.vendor, "index");
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Deposit>(w.deposit, w.vendor, member, value);
    };
    CHECK(refusal("predicate.class", "half").find("is neither \"full\" nor \"source-only\"") != std::string::npos);
    CHECK(refusal("predicate.threshold", 1).find("is not between 2 and the number of shares") != std::string::npos);
    CHECK(refusal("predicate.threshold", 200).find("is not between 2 and the number of shares") != std::string::npos);
    CHECK(refusal("predicate.piece_count", 3).find("piece_count") != std::string::npos);
    CHECK(refusal("predicate.shares.0.number", 2).find("are not numbered 1, 2, 3") != std::string::npos);
    CHECK(refusal("predicate.shares.0.extra", 2).find("\"extra\"") != std::string::npos);
    CHECK(refusal("predicate.sealed.0.purpose", "gift").find("is for \"gift\", which is unknown") != std::string::npos);
    CHECK(refusal("predicate.sealed.0.extra", 2).find("\"extra\"") != std::string::npos);
}

TEST_CASE("each recipient of a deposit gets one object of a purpose, and each share its own trustee",
          "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Deposit>(w.deposit, w.vendor, member, value);
    };
    CHECK(refusal("predicate.sealed.1.to", hex(w.trustees[0].id())).find("two objects of one purpose") !=
          std::string::npos);
    CHECK(refusal("predicate.sealed.0.purpose", "room-file").find("the number of sealed shares") != std::string::npos);
    CHECK(refusal("predicate.sealed.0.to", hex(w.room.id())).find("share 1 has no recipient") != std::string::npos);
}
