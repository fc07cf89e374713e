// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/rebuild.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("a rebuild is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    it.check_strict<Rebuild>(w.rebuild, w.room, "deposit");
    const auto refusal = [&](const std::string& member, const std::optional<Json>& value) {
        return it.refusal<Rebuild>(w.rebuild, w.room, member, value);
    };
    CHECK(refusal("predicate.outcome", "perhaps").find("is neither \"built\" nor \"failed\"") != std::string::npos);
    CHECK(refusal("predicate.chain.ordinal", "0").find("ordinal") != std::string::npos);
    CHECK(refusal("predicate.chain.extra", "0").find("\"extra\"") != std::string::npos);
    CHECK(refusal("predicate.acceptance.sha256", std::nullopt).find("acceptance") != std::string::npos);
}

TEST_CASE("a rebuild without a place in a chain is an experiment, and is read", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    CHECK(need(Rebuild::parse(it.with(w.rebuild, w.room, "", std::nullopt))).chain);
    CHECK_FALSE(need(Rebuild::parse(it.with(w.rebuild, w.room, "predicate.chain", std::nullopt))).chain);
}
