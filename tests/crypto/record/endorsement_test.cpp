// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/endorsement.hpp"

#include "tests/crypto/record/reading.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

TEST_CASE("an endorsement is read strictly", "[crypto][record]") {
    Reading it;
    const auto& w = it.world;
    const auto& word = w.endorsements.at(w.room.id());
    it.check_strict<Endorsement>(word, w.root, "identity");
    CHECK_FALSE(it.refusal<Endorsement>(word, w.root, "predicate.role", "king").empty());
    CHECK_FALSE(it.refusal<Endorsement>(word, w.root, "predicate.valid.extra", "x").empty());
    CHECK_FALSE(it.refusal<Endorsement>(word, w.root, "predicate.valid.until", w.at(-2000).render()).empty());
}
