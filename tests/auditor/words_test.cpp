// SPDX-License-Identifier: Apache-2.0
#include "auditor/words.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using crypto::LinkState;

TEST_CASE("where one thing alone stops the check, the report names what to do about it", "[auditor][words]") {
    const auto step = [](std::vector<crypto::CheckedLink> links) {
        crypto::CheckReport report;
        report.links = std::move(links);
        return auditor::next_step(report);
    };
    const crypto::CheckedLink holds{"deposit", LinkState::Holds, "signed"},
        unlogged{"log: verdict", LinkState::CannotBeChecked, "signed, not logged"},
        untimed{"time: verdict", LinkState::CannotBeChecked, "no quorum"},
        opaque{"policy: opaque input", LinkState::PolicyUnmet, "the build read \"configure\""},
        other{"expect: version", LinkState::PolicyUnmet, "it is 1, expected was 2"},
        forged{"verdict", LinkState::Fails, "the signature does not hold"};
    CHECK(step({holds, unlogged, unlogged}).contains("escrow submit OUTBOX --evidence FILE"));
    CHECK(step({holds, opaque, unlogged}).contains("escrow submit"));
    CHECK(step({opaque, opaque, holds}).starts_with("look at 2 opaque files; "));
    CHECK(step({opaque}).contains("escrow policy new --opaque"));
    CHECK(step({holds}).empty());
    CHECK(step({unlogged, untimed}).empty());
    CHECK(step({opaque, other}).empty());
    CHECK(step({unlogged, forged}).empty());
}
