// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/endorsed.hpp"

#include "crypto/evidence/check.hpp"
#include "crypto/evidence/gather.hpp"
#include "tests/support/world.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

/// A root of the policy, a party, and what the one says of the other.
struct Endorsing {
    World world;
    const Party& party = world.room;

    SaltedEnvelope endorse(Validity validity) {
        return endorse(world.root, party.identity.link(), Role::Verifier, validity);
    }
    SaltedEnvelope endorse(const Party& root, const StatementLink& identity, Role role, Validity validity) {
        return world.sign(Endorsement{root.id(), validity.from, identity, role, validity}.payload(), root);
    }
    SaltedEnvelope endorse(int from, int until) { return endorse({world.at(from), world.at(until)}); }

    IdentityFile file(const std::vector<SaltedEnvelope>& words) { return file(words, world.root); }
    IdentityFile file(const std::vector<SaltedEnvelope>& words, const Party& root) {
        auto out = need(IdentityFile::of(party.statement));
        for (const auto& word : words) need(out.add({root.statement, word}));
        return out;
    }
    Status check(const IdentityFile& file, int minute) {
        return check_endorsed(file, world.policy(), world.at(minute));
    }
};

void check_refused(const Status& status, ErrorKind kind, const std::string& words) {
    REQUIRE_FALSE(status);
    INFO(status.error().message());
    CHECK(status.error().kind() == kind);
    CHECK(status.error().message().find(words) != std::string::npos);
}

}  // namespace

TEST_CASE("a party counts while one of its endorsements is valid, however many there are", "[crypto][evidence]") {
    Endorsing e;
    const auto file = e.file({e.endorse(0, 100), e.endorse(50, 200), e.endorse(0, 10), e.endorse(300, 400)});
    for (const int minute : {0, 5, 75, 100, 150, 200, 300, 400}) CHECK(e.check(file, minute));
    for (const int minute : {-1, 201, 299, 401})
        check_refused(e.check(file, minute), ErrorKind::Untrusted, "no endorsement of \"Room One\"");
    check_refused(e.check(file, 401), ErrorKind::Untrusted, "the last one, by \"Root\"");
    const auto none = e.check(e.file({}), 0);
    check_refused(none, ErrorKind::Unproven, "no root of the policy endorses \"Room One\"");
    REQUIRE(none.error().hints().size() == 1);
    CHECK(none.error().hints().front().contains("escrow agreement renew takes that over"));
}

TEST_CASE("an endorsement that contradicts the identity is refused beside a valid one", "[crypto][evidence]") {
    Endorsing e;
    const Validity always{e.world.at(0), e.world.at(1000)};
    const auto good = e.endorse(always);
    const auto& link = e.party.identity.link();
    check_refused(e.check(e.file({good, e.endorse(e.world.root, link, Role::Vendor, always)}), 5), ErrorKind::Untrusted,
                  "for the role vendor, which contradicts its identity");
    check_refused(
        e.check(e.file({good, e.endorse(e.world.root, e.world.vendor.identity.link(), Role::Verifier, always)}), 5),
        ErrorKind::Untrusted, "endorses another identity than \"Room One\"");
    const StatementLink half(DigestSet{link.digests().sha256, e.world.vendor.identity.link().sha512()});
    check_refused(e.check(e.file({good, e.endorse(e.world.root, half, Role::Verifier, always)}), 5),
                  ErrorKind::Untrusted, "endorses another identity than \"Room One\"");
    // What a root says that the policy does not name is not read here.
    const auto other = e.world.make_party("Other", Role::Root);
    auto file = e.file({good});
    need(file.add({other.statement, e.endorse(other, link, Role::Vendor, always)}));
    CHECK(e.check(file, 5));
    CHECK_FALSE(check_words(file));
}

TEST_CASE("an endorsement counts no longer than its root", "[crypto][evidence]") {
    Endorsing e;
    e.world.root = e.world.make_party("Root", Role::Root, e.world.at(50));
    const auto file = e.file({e.endorse(0, 1000)});
    CHECK(e.check(file, 50));
    check_refused(e.check(file, 51), ErrorKind::Untrusted, "endorsed by a root out of its time: \"Root\"");
}

TEST_CASE("evidence shows the endorsements that are needed and no more", "[crypto][evidence]") {
    Endorsing e;
    std::vector<SaltedEnvelope> words = {e.endorse(0, 100), e.endorse(20, 80)};
    words.push_back(words.front());
    for (int i = 1; i <= 20; ++i) words.push_back(e.endorse(i * 100, i * 100 + 150));
    const auto endorsers = need(Endorsers::of(e.file(words), e.world.policy()));
    CHECK(endorsers.words().size() == 22);  // the same one is one
    const auto needed = endorsers.needed();
    REQUIRE(needed.size() == Endorsers::kShownMax);
    CHECK(needed.front()->endorsement.validity.until == e.world.at(2150));
    CHECK(need(Endorsers::of(e.file({words[0], words[1]}), e.world.policy())).needed().size() == 1);
}

TEST_CASE("a receipt of a party that was endorsed several times holds at the log's time", "[crypto][evidence]") {
    Endorsing e;
    auto& w = e.world;
    // Once for the time of the chain, once more, and once long after.
    w.endorsements.insert_or_assign(e.party.id(), e.endorse(-10, 20));
    w.build_chain();
    auto evidence = w.evidence();
    w.add_unlogged(evidence, e.endorse(-5, 10));
    w.add_unlogged(evidence, e.endorse(500, 600));
    const auto report = need(check_evidence(evidence, {w.policy(), w.at(550), {}}));
    for (const auto& link : report.links) UNSCOPED_INFO(link.name << ": " << link.detail);
    CHECK(report.sound());

    // One that was given after the statements were logged proves nothing about them.
    World late;
    late.endorsements.insert_or_assign(
        late.room.id(),
        late.sign(
            Endorsement{
                late.root.id(), late.at(500), late.room.identity.link(), Role::Verifier, {late.at(500), late.at(600)}}
                .payload(),
            late.root));
    late.build_chain();
    const auto refused = need(check_evidence(late.evidence(), {late.policy(), late.at(550), {}}));
    REQUIRE(refused.first(LinkState::Fails) != nullptr);
    CHECK(refused.first(LinkState::Fails)->name.starts_with("validity: "));
}

TEST_CASE("evidence with a contradicting endorsement is refused with its own words", "[crypto][evidence]") {
    Endorsing e;
    auto& w = e.world;
    w.build_chain();
    auto evidence = w.evidence();
    w.add_unlogged(evidence, e.endorse(w.root, e.party.identity.link(), Role::Custodian, {w.at(0), w.at(100)}));
    const auto report = need(check_evidence(evidence, {w.policy(), w.at(550), {}}));
    REQUIRE(report.first(LinkState::Fails) != nullptr);
    CHECK(report.first(LinkState::Fails)->detail.find("for the role custodian, which contradicts") !=
          std::string::npos);
}
