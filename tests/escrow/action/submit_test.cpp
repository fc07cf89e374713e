// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "base/files/durable.hpp"
#include "crypto/evidence/check.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "escrow/action/policy.hpp"
#include "tests/escrow/office.hpp"
#include "tests/support/closed_fields.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A custodian that is asked to submit, and for nothing else.
class Submissions : public escrow::Custodian {
public:
    std::string name() const override { return "submissions"; }
    Result<crypto::ProofSet> admit(const crypto::AgreementFile&) override { return never(); }
    Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId&) override { return never(); }
    Status keep_list(const crypto::IdentityId&, const storage::PieceList&) override { return never(); }
    Status keep_sealed(const crypto::IdentityId&, ByteView) override { return never(); }
    Result<crypto::Evidence> hold(const crypto::IdentityId&, const crypto::SaltedEnvelope&) override { return never(); }
    Result<crypto::Evidence> receipt(const crypto::DepositId&) override { return never(); }
    Result<std::vector<escrow::DepositSummary>> list() override { return never(); }
    Result<escrow::DepositState> state(const crypto::DepositId&) override { return never(); }
    Result<Bytes> sealed_to(const crypto::IdentityId&, const crypto::DepositId&) override { return never(); }
    Result<escrow::DepositStatements> statements(const crypto::IdentityId&, const crypto::DepositId&) override {
        return never();
    }
    Status export_to(const crypto::IdentityId&, const crypto::DepositId&, const Receiver&) override { return never(); }

private:
    static std::unexpected<Error> never() { return fail(ErrorKind::Internal, "not asked for"); }
};

/// Answers with whatever proofs it was given.
class Liar final : public Submissions {
public:
    explicit Liar(crypto::ProofSet proofs) : proofs_(std::move(proofs)) {}
    Result<escrow::SubmissionAnswer> submit(const storage::Outbox&) override {
        return escrow::SubmissionAnswer{proofs_, {}};
    }

private:
    crypto::ProofSet proofs_;
};

/// Has a desk log the statements, and counts how often it was asked.
class PassesOn final : public Submissions {
public:
    explicit PassesOn(Desk& desk) : desk_(desk) {}
    Result<escrow::SubmissionAnswer> submit(const storage::Outbox& outbox) override {
        ++asked;
        auto sent = outbox;
        sent.evidence.clear();
        return desk_.custody().submit(sent);
    }
    int asked = 0;

private:
    Desk& desk_;
};

/// What a room brings out after one verdict, and the custodian that takes it.
class Judged {
public:
    Judged() {
        const auto deposit = [&] {
            need(desk.custody().admit(*office.agreement));
            auto made = office.make_deposit(*office.agreement, "one",
                                            [&](crypto::Deposit& body) { body.commitments = deposited.commitments(); });
            desk.send(made);
            evidence.merge(need(desk.custody().hold(office.id("vendor"), made.statement)));
            return made;
        }();
        auto outgoing = need(desk.custody().export_to(office.id("room"), deposit.id));
        const auto head = head_of(need(outgoing.next()));
        const auto about = link_of(deposit.statement);
        const auto room = office.id("room");
        const auto now = office.clock.now();
        built = closed_part(rebuild_fields(work, {about, room, office.id("vendor"), now}), office.random);
        acceptance = office.sign_sealed(
            crypto::Acceptance{room, now, about, link_of(head.exported), accepted.commitments()}, "room");
        rebuild = office.sign_sealed(crypto::Rebuild{room,
                                                     now,
                                                     about,
                                                     link_of(acceptance),
                                                     crypto::Rebuild::Outcome::Built,
                                                     built.commitments(),
                                                     {},
                                                     first()},
                                     "room");
        judged =
            closed_part(verdict_fields(work, {about, room, office.id("vendor"), now}, link_of(rebuild)), office.random);
        verdict = office.sign_sealed(crypto::Verdict{room,
                                                     now,
                                                     about,
                                                     link_of(rebuild),
                                                     crypto::VerdictKind::Identical,
                                                     judged.commitments(),
                                                     {},
                                                     first().next(link_of(rebuild), crypto::ChainWord::Built)},
                                     "room");
        crypto::Evidence whole(crypto::ClaimKind::Verdict, id_of(verdict));
        whole.merge(evidence);
        for (const auto& statement : {head.exported, acceptance, rebuild, verdict}) need(whole.add(statement));
        whole.prove(head.proofs);
        disclose(whole, deposit.statement, deposited);
        disclose(whole, acceptance, accepted);
        disclose(whole, rebuild, built);
        disclose(whole, verdict, judged);
        evidence = whole;
        outbox = outbox_of(office, {acceptance, rebuild, verdict});
        outbox.evidence.push_back(evidence);
        office.vouch(outbox);
    }

    Result<escrow::Submitted> submit() { return escrow::submit(outbox, custodian, office.policy, office.clock.now()); }
    /// Nothing is sent; the sentence.
    enum class Vouch { Yes, No };
    std::string refusal(ErrorKind kind, Vouch vouch = Vouch::Yes) {
        if (vouch == Vouch::Yes) office.vouch(outbox);
        const auto done = submit();
        REQUIRE_FALSE(done);
        CHECK(done.error().kind() == kind);
        CHECK(custodian.asked == 0);
        return done.error().message();
    }
    static crypto::StatementLink link_of(const crypto::SaltedEnvelope& statement) {
        return need(crypto::peek_link(statement.envelope));
    }
    static crypto::StatementId id_of(const crypto::SaltedEnvelope& statement) { return link_of(statement).id(); }

private:
    crypto::ChainPlace first() const { return crypto::ChainPlace::first(chain_subject(office.id("vendor")).tag()); }
    static void disclose(crypto::Evidence& into, const crypto::SaltedEnvelope& statement,
                         const crypto::ClosedPart& closed) {
        for (const auto& [name, field] : closed.fields())
            if (is_shown(name)) into.disclose(id_of(statement), name, field);
    }

public:
    Office office;
    Desk desk{office};
    PassesOn custodian{desk};
    Work work{.environment = "host", .comparisons = {identical("router", "router", "router")}};
    crypto::ClosedPart deposited = closed_part(deposit_fields(), office.random);
    crypto::ClosedPart accepted = closed_part(acceptance_fields(), office.random);
    crypto::ClosedPart built, judged;
    crypto::SaltedEnvelope acceptance, rebuild, verdict;
    crypto::Evidence evidence{crypto::ClaimKind::Verdict, {}};
    storage::Outbox outbox;
};

}  // namespace

TEST_CASE("a custodian is not believed that it has logged something", "[escrow][submit]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    const auto work = work_of_room(office, deposit, export_once(desk.custody(), office.id("room"), deposit.id));
    const auto outbox = outbox_of(office, {work.acceptance});
    const auto genuine = need(desk.custody().submit(outbox)).proofs;
    const auto kind_of = [&](crypto::ProofSet proofs, const crypto::Policy& policy) {
        Liar liar(std::move(proofs));
        const auto done = escrow::submit(outbox, liar, policy, office.clock.now());
        return done ? std::optional<ErrorKind>() : std::optional(done.error().kind());
    };
    CHECK(kind_of(genuine, office.policy) == std::nullopt);
    CHECK(kind_of({}, office.policy) == ErrorKind::Unproven);

    const auto& proof = genuine.proofs().front();
    crypto::ProofSet elsewhere;
    elsewhere.prove(proof.statement, proof.index - 1, proof.path, genuine.checkpoint_of(proof));
    CHECK(kind_of(elsewhere, office.policy) == ErrorKind::Untrusted);
    const Office others(2);
    CHECK(kind_of(genuine, others.policy) == ErrorKind::Untrusted);
}

TEST_CASE("evidence is completed so that it proves its claim", "[escrow][submit]") {
    Judged judged;
    const auto done = need(judged.submit());
    const auto report =
        need(crypto::check_evidence(done.evidence.front(), {judged.office.policy, judged.office.clock.now(), {}}));
    CHECK(report.worst() == crypto::LinkState::PolicyUnmet);  // the policy takes no rebuild on a host
    CHECK(report.facts.statements.size() == 7);
    for (const auto& fact : report.facts.statements) CHECK(fact.index);
    // It can be repeated.
    CHECK(need(judged.submit()).evidence.front().render() == done.evidence.front().render());
}

TEST_CASE("evidence has the endorsements of the carrier's agreement, which the room was not given",
          "[escrow][submit]") {
    Judged judged;
    // As a custodian exports it that keeps the room's newer endorsement back.
    const auto& office = judged.office;
    const auto word = need(crypto::peek_link(office.keys("room").file().endorsements().front().word.envelope)).id();
    crypto::Evidence without(judged.evidence.kind(), judged.evidence.claim());
    for (const auto& [id, object] : judged.evidence.objects())
        if (id != word) static_cast<void>(without.add(object));
    for (const auto& [id, fields] : judged.evidence.disclosures())
        for (const auto& [name, field] : fields) without.disclose(id, name, field);
    without.prove(judged.evidence.proofs());
    judged.outbox.evidence = {without};
    CHECK_THAT(judged.refusal(ErrorKind::Unproven), ContainsSubstring("no root of the policy endorses \"room\""));
    const auto done =
        need(escrow::submit(judged.outbox, judged.custodian, office.policy, office.clock.now(), office.agreement));
    const auto report = need(crypto::check_evidence(done.evidence.front(), {office.policy, office.clock.now(), {}}));
    CHECK(report.worst() == crypto::LinkState::PolicyUnmet);  // the policy takes no rebuild on a host
}

TEST_CASE("a policy without roots has none of the evidence's", "[escrow][submit]") {
    Judged judged;
    auto policy = judged.office.policy;
    policy.roots.clear();
    const auto done = escrow::submit(judged.outbox, judged.custodian, policy, judged.office.clock.now());
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::Untrusted);
    CHECK_THAT(done.error().message(), ContainsSubstring("the evidence brings its own root"));
    CHECK(judged.custodian.asked == 0);
}

TEST_CASE("without a policy an outbox is sent and nothing is checked", "[escrow][submit]") {
    Judged judged;
    const auto done = need(escrow::send_unchecked(judged.outbox, judged.custodian));
    CHECK(judged.custodian.asked == 1);
    CHECK(done.statements.size() == 3);
    CHECK(done.evidence.front().render() == need(judged.submit()).evidence.front().render());
    // Even empty proofs are passed on: only a reader with a policy can say what they are worth.
    Liar liar({});
    const auto misled = need(escrow::send_unchecked(judged.outbox, liar));
    CHECK(misled.evidence.front().render() == judged.evidence.render());
}

TEST_CASE("an outbox that a carrier has changed is not sent", "[escrow][submit]") {
    Judged judged;
    auto changed = judged.outbox;
    changed.statements[2].statement.salt = {};
    std::swap(changed, judged.outbox);
    CHECK_THAT(judged.refusal(ErrorKind::Untrusted, Judged::Vouch::No),
               ContainsSubstring("its statements are not those"));
    std::swap(changed, judged.outbox);
    judged.outbox.evidence.clear();
    judged.outbox.evidence.push_back(judged.evidence);
    judged.outbox.evidence.push_back(judged.evidence);
    CHECK_THAT(judged.refusal(ErrorKind::Untrusted, Judged::Vouch::No), ContainsSubstring("its evidence is not what"));
}

TEST_CASE("an outbox that lacks what its evidence rests on is not sent", "[escrow][submit]") {
    Judged judged;
    judged.outbox.statements.pop_back();
    CHECK_THAT(
        judged.refusal(ErrorKind::Unproven),
        ContainsSubstring("the verdict in the evidence is neither proven to be in a log nor among the statements"));
}

TEST_CASE("an outbox whose evidence shows what was not signed is not sent", "[escrow][submit]") {
    Judged judged;
    auto grade = judged.judged.fields().at("grade");
    grade.value.insert(grade.value.find("host"), "g");
    judged.outbox.evidence.front().disclose(judged.evidence.claim(), "grade", grade);
    CHECK_THAT(judged.refusal(ErrorKind::Untrusted),
               ContainsSubstring("verdict: closed: a disclosed field: the field \"grade\""));
}

TEST_CASE("an outbox whose evidence lacks its own claim is not sent", "[escrow][submit]") {
    Judged judged;
    crypto::Evidence lacking(crypto::ClaimKind::Verdict, judged.evidence.claim());
    for (const auto& [id, object] : judged.evidence.objects())
        if (id != judged.evidence.claim()) lacking.add(object);
    lacking.prove(judged.evidence.proofs());
    judged.outbox.evidence = {lacking};
    CHECK_THAT(judged.refusal(ErrorKind::Unproven),
               ContainsSubstring("does not hold the statement it claims to prove"));
}

TEST_CASE("an outbox whose evidence brings a proof that does not hold is not sent", "[escrow][submit]") {
    Judged judged;
    const auto proofs = need(judged.custodian.submit(judged.outbox)).proofs;
    auto misled = proofs;
    const auto& proof = *proofs.find(judged.evidence.claim());
    misled.prove(proof.statement, proof.index - 1, proof.path, proofs.checkpoint_of(proof));
    judged.outbox.statements.pop_back();
    judged.outbox.evidence.front().prove(misled);
    judged.office.vouch(judged.outbox);
    const auto done = judged.submit();
    REQUIRE_FALSE(done);
    CHECK(done.error().kind() == ErrorKind::Untrusted);
    CHECK_THAT(done.error().message(), ContainsSubstring("log: verdict"));
}

TEST_CASE("evidence is written over evidence of the same claim alone", "[escrow][submit]") {
    Judged judged;
    const auto path = judged.office.path("verdict.evidence");
    const auto claim = judged.evidence.claim();
    CHECK(escrow::check_evidence_place(path, claim));
    need(write_durably(path, bytes_of(judged.evidence.render())));
    CHECK(escrow::check_evidence_place(path, claim));
    const auto other = escrow::check_evidence_place(path, Judged::id_of(judged.acceptance));
    REQUIRE_FALSE(other);
    CHECK(other.error().kind() == ErrorKind::Conflict);
    CHECK_THAT(other.error().message(), ContainsSubstring("exists already"));
    const auto unchecked = escrow::check_evidence_place(path, claim, escrow::EvidencePlace::Empty);
    REQUIRE_FALSE(unchecked);
    CHECK_THAT(unchecked.error().message(), ContainsSubstring("what is not checked replaces nothing"));
    need(write_durably(path, bytes_of("a letter")));
    CHECK_FALSE(escrow::check_evidence_place(path, claim));
}
