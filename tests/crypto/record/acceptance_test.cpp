// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/acceptance.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("an acceptance is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Acceptance>(w.acceptance, w.room, "deposit");
    const auto refusal = [&](const std::string& member, const Json& value) {
        return it.refusal<Acceptance>(w.acceptance, w.room, member, value);
    };
    CHECK(refusal("predicate.export.sha512", "00").find("export") != std::string::npos);
    CHECK(refusal("predicate.closed.snapshot", "00").find("the commitment to \"snapshot\"") != std::string::npos);
    CHECK(refusal("predicate.closed.snapshot", 1).find("something other than commitments") != std::string::npos);
    CHECK_FALSE(refusal("predicate.sealed.0.size", "1").empty());
}

TEST_CASE("a refusal gives reasons, and is read strictly", "[crypto][record]") {
    Reading it;
    auto& w = it.world;
    const Refusal body{w.room.id(),
                       w.at(5),
                       w.link(w.deposit),
                       {"shares-differ"},
                       w.acceptance_closed.commitments(),
                       {{w.vendor.id(), DigestSet::of(bytes_of("sealed"))}}};
    const auto refused = w.sign(body.payload(), w.room);
    it.check_strict<Refusal>(refused, w.room, "deposit");
    CHECK(it.refusal<Refusal>(refused, w.room, "predicate.reasons", Json::array()).find("is empty or too long") !=
          std::string::npos);
    CHECK(it.refusal<Refusal>(refused, w.room, "predicate.reasons", Json(Json::Array(65, "shares-differ")))
              .find("is empty or too long") != std::string::npos);
    CHECK_FALSE(it.refusal<Refusal>(refused, w.room, "predicate.reasons", Json::Array{1}).empty());
}
