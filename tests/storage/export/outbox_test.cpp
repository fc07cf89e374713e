// SPDX-License-Identifier: Apache-2.0
#include "storage/export/outbox.hpp"

#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::test;
using crypto::StatementKind;
using storage::Outbox;

namespace {

/// A room's outbox, whole.
struct Outgoing {
    Outgoing() {
        world.build_chain();
        outbox.room = world.room.id();
        outbox.statements.push_back({world.verdict, {}});
        outbox.evidence.push_back(world.evidence());
        outbox.manifest = world.sign(manifest().payload(), world.room);
    }
    crypto::OutboxManifest manifest() const {
        return {outbox.room, world.at(8), outbox.statements_digest(), outbox.evidence_digest()};
    }
    /// Of both checks the same sentence.
    void check_refused(const std::string& words) const {
        for (const auto& status :
             {outbox.check_manifest(world.book(), Outbox::EvidenceIs::Here), outbox.check_evidence_is_whole()}) {
            REQUIRE_FALSE(status);
            CHECK(status.error().kind() == ErrorKind::Untrusted);
            CHECK(status.error().message().starts_with(words));
        }
    }

    World world;
    Outbox outbox;
};

}  // namespace

TEST_CASE("a whole outbox passes the check of its manifest", "[storage][export]") {
    const Outgoing it;
    CHECK(it.outbox.check_manifest(it.world.book(), Outbox::EvidenceIs::Here));
    CHECK(it.outbox.check_evidence_is_whole());
}

TEST_CASE("whatever else is in the place of a manifest fails the check, in words of its own", "[storage][export]") {
    Outgoing it;
    const auto& w = it.world;
    const std::pair<const crypto::SaltedEnvelope*, std::string> others[] = {
        {&w.verdict, "verdict"}, {&w.agreement, "agreement"}, {&w.room.statement, "identity"}};
    for (const auto& [other, kind] : others) {
        it.outbox.manifest = *other;
        it.check_refused("outbox: a statement of kind " + kind + " is in the place of its manifest");
    }
    it.outbox.manifest = {{}, to_bytes("{}")};
    it.check_refused("outbox: no statement is in the place of its manifest");
    it.outbox.manifest = {};
    it.check_refused("outbox: no statement is in the place of its manifest");
}

TEST_CASE("a manifest that the room signed about something else fails the check", "[storage][export]") {
    Outgoing it;
    const auto head = crypto::predicate_head(it.outbox.room, it.world.at(8));
    const auto sign = [&](const std::vector<crypto::Subject>& subjects) {
        it.outbox.manifest =
            it.world.sign(crypto::render_payload(StatementKind::Outbox, subjects, head), it.world.room);
    };
    sign({{"statements", it.outbox.statements_digest()}});
    it.check_refused("outbox: its manifest is not about its statements and its evidence");
    sign({{"evidence", it.outbox.evidence_digest()}, {"statements", it.outbox.statements_digest()}});
    const auto swapped = it.outbox.check_manifest(it.world.book(), Outbox::EvidenceIs::Here);
    REQUIRE_FALSE(swapped);
    CHECK(swapped.error().kind() == ErrorKind::Untrusted);
}
