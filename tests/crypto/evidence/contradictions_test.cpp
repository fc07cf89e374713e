// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/contradictions.hpp"

#include "tests/support/room_chain.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// The sentences found between two files of one world, in both orders.
std::vector<std::string> between(const RoomChain& room, const Evidence& one, const Evidence& other) {
    const auto sentences = [&](const Evidence& a, const Evidence& b) {
        std::vector<std::string> out;
        for (const auto& each : compare_statements(a, b, room.w.policy()).found) {
            CHECK(each.statements.size() >= 2);
            CHECK(each.signer.find("Room One") != std::string::npos);
            out.push_back(each.what);
        }
        return out;
    };
    const auto out = sentences(one, other);
    CHECK(sentences(other, one) == out);
    return out;
}

using Said = std::vector<std::string>;

}  // namespace

TEST_CASE("two readers to whom one room said two things prove it with their two files", "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& good = room.judge(built.next(), VerdictKind::Identical, built);
    const auto mine = room.evidence({&built, &good}, built);
    CHECK(between(room, mine, mine).empty());
    SECTION("one number") {
        const auto& bad = room.judge(built.next(), VerdictKind::Unexplained, built);
        const auto yours = room.evidence({&built, &bad}, built);
        CHECK(between(room, mine, yours) == Said{"a room has given two statements one number in its chain"});
        const auto named = compare_statements(mine, yours, room.w.policy()).found.at(0).statements;
        for (const auto& each : named)
            CHECK(each.is_in == (each.id == good.id() ? std::array{true, false} : std::array{false, true}));
        // Each alone is sound: only the two together show it.
        CHECK(room.check(mine).sound());
    }
    SECTION("one predecessor, and a bad verdict that the later one counts as unfinished") {
        const auto& bad = room.judge(built.next(), VerdictKind::Unexplained, built);
        const auto& later = room.judge(built.next(1), VerdictKind::Identical, built);
        CHECK(between(room, room.evidence({&built, &later}, built), room.evidence({&built, &bad}, built)).size() == 2);
    }
    SECTION("a second chain") {
        const auto& anew = room.rebuild(room.first(1));
        const auto& again = room.judge(anew.next(), VerdictKind::Identical, anew);
        CHECK(between(room, mine, room.evidence({&anew, &again}, anew)) ==
              Said{"a room has begun a second chain about one deposit"});
    }
    SECTION("honest: one file ends where the other goes on") {
        const auto& later = room.judge(good.next(), VerdictKind::Identical, built);
        CHECK(between(room, mine, room.evidence({&built, &good, &later}, built)).empty());
    }
}

TEST_CASE("a custodian that holds one deposit twice, and a room that accepts two snapshots, are found",
          "[crypto][evidence][chain]") {
    World one;
    one.build_chain();
    auto other = one;
    SECTION("held twice") {
        other.build_from(StatementKind::Held);
        const auto found = compare_statements(one.evidence(), other.evidence(), one.policy()).found;
        REQUIRE_FALSE(found.empty());
        CHECK(std::ranges::any_of(found, [](const auto& each) {
            return each.what == "a custodian has signed more than once that it holds one deposit";
        }));
    }
    SECTION("accepted twice, with another snapshot") {
        other.change_field = [](StatementKind kind, const std::string& field, Json value) {
            if (kind == StatementKind::Acceptance && field == "snapshot") value.set("files", "1");
            return value;
        };
        other.build_from(StatementKind::Acceptance);
        const auto found = compare_statements(one.evidence(), other.evidence(), one.policy()).found;
        CHECK(std::ranges::any_of(found, [](const auto& each) {
            return each.what == "a room has accepted one deposit twice, with two different snapshots";
        }));
    }
}

TEST_CASE("what a key says that no root of the policy endorses is left out", "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& good = room.judge(built.next(), VerdictKind::Identical, built);
    const auto& bad = room.judge(built.next(), VerdictKind::Unexplained, built);
    auto policy = room.w.policy();
    policy.roots = {room.w.vendor.id()};
    const auto found =
        compare_statements(room.evidence({&built, &good}, built), room.evidence({&built, &bad}, built), policy);
    CHECK(found.found.empty());
    CHECK_FALSE(found.passed_over.empty());
}
