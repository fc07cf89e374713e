// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check_export.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// What a custodian sends to a room.
struct Sent {
    explicit Sent(World& of) : w(built(of)), receipt(ClaimKind::Held, w.link(w.held).id()) {
        Evidence of_export(ClaimKind::Held, w.link(w.exported).id());
        need(of_export.add(w.exported));
        for (const auto& [statement, checkpoint] : w.logged) {
            if (statement == w.exported) w.prove(of_export, statement, checkpoint);
            if (statement != w.agreement && statement != w.deposit && statement != w.held) continue;
            need(receipt.add(statement));
            w.prove(receipt, statement, checkpoint);
        }
        w.add_parties(receipt);
        proofs = of_export.proofs();
    }
    CheckReport check(Time as_of) const {
        const auto policy = w.policy();
        auto out = need(check_export({receipt, w.exported, proofs}, {policy, as_of}));
        for (const auto& link : out.links) UNSCOPED_INFO(link.name << ": " << link.detail);
        return out;
    }
    void check_refused(LinkState state, const std::string& words, int as_of = 1000) const {
        const auto report = check(w.at(as_of));
        REQUIRE(report.worst() == state);
        const auto* link = report.first(state);
        CHECK((link->name + ": " + link->detail).find(words) != std::string::npos);
    }

    static World& built(World& of) {
        of.build_chain();
        return of;
    }

    World& w;
    Evidence receipt;
    ProofSet proofs;
};

/// A world whose custodian signs another time into its export.
World dated(std::int64_t seconds) {
    World w;
    w.change_payload = [time = *Time::from_seconds(w.at(3).seconds() + seconds)](const Signing& signing, Json payload) {
        if (signing.kind != StatementKind::Export) return payload;
        auto predicate = *payload.find("predicate");
        predicate.set("time", time.render());
        payload.set("predicate", std::move(predicate));
        return payload;
    };
    return w;
}

}  // namespace

TEST_CASE("an export on which a verdict can rest is sound", "[crypto][evidence]") {
    World w;
    const Sent sent(w);
    CHECK(sent.check(w.at(1000)).sound());
    CHECK(sent.check(w.at(0)).sound());
}

TEST_CASE("an export that no evidence of a verdict could hold is refused before a room works on it",
          "[crypto][evidence]") {
    SECTION("dated after its log's time") {
        auto w = dated(7200);
        Sent(w).check_refused(LinkState::Fails, "export: time: its time does not fit");
    }
    SECTION("dated before the deposit was held") {
        auto w = dated(-7200);
        Sent(w).check_refused(LinkState::Fails, "export: time: its time does not fit");
    }
    SECTION("dated after the room's time, and not after its log's") {
        auto w = dated(350);
        const Sent sent(w);
        CHECK(sent.check(w.at(4)).sound());
        sent.check_refused(LinkState::Fails, "time: export: it is dated", 0);
    }
    SECTION("by a custodian whose endorsement had ended when the log had it") {
        World w;
        w.endorsements.insert_or_assign(
            w.custodian.id(),
            w.sign(
                Endorsement{w.root.id(), w.at(-10), w.custodian.identity.link(), Role::Custodian, {w.at(-10), w.at(3)}}
                    .payload(),
                w.root));
        Sent(w).check_refused(LinkState::Fails, "validity: export");
    }
    SECTION("logged before what it rests on") {
        World w;
        Sent sent(w);
        std::swap(w.leaves[3], w.leaves[4]);  // held and export
        w.indexes.clear();
        for (std::size_t i = 0; i < w.leaves.size(); ++i) w.indexes.emplace(w.leaves[i], i);
        const auto now = w.checkpoint(8);
        Evidence anew(ClaimKind::Held, w.link(w.held).id());
        for (const auto& statement : {w.agreement, w.deposit, w.held}) {
            need(anew.add(statement));
            w.prove(anew, statement, now);
        }
        w.add_parties(anew);
        Evidence of_export(ClaimKind::Held, w.link(w.exported).id());
        need(of_export.add(w.exported));
        w.prove(of_export, w.exported, now);
        sent.receipt = anew;
        sent.proofs = of_export.proofs();
        sent.check_refused(LinkState::Fails, "before the held it rests on");
    }
    SECTION("not in the log, or another statement") {
        World w;
        Sent sent(w);
        sent.proofs = {};
        sent.check_refused(LinkState::CannotBeChecked, "signed, not logged");
        w.exported = w.acceptance;
        sent.check_refused(LinkState::Fails, "a statement of kind acceptance is in its place");
    }
}
