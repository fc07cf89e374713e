// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/check.hpp"
#include "tests/verifier/signer/signing_desk.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;
using crypto::VerdictKind;

namespace {

/// A deposit on its way from the custodian through a room's signer and outbox to a reader.
class WholeWay {
public:
    WholeWay() : custodian(desk.office) {
        auto& office = desk.office;
        const auto digest = [](std::string_view text) { return crypto::DigestSet::of(bytes_of(text)).render(); };
        auto& deposited = desk.deposited;
        deposited.add("recipe", digest("recipe"), office.random);
        deposited.add("lock", digest("lock"), office.random);
        need(custodian.custody().admit(*office.agreement));
        const auto made = office.make_deposit(
            *office.agreement, "one", [&](crypto::Deposit& body) { body.commitments = deposited.commitments(); });
        custodian.send(made);
        receipt.merge(need(custodian.custody().hold(office.id("vendor"), made.statement)));
        auto outgoing = need(custodian.custody().export_to(office.id("room"), made.id));
        head.emplace(head_of(need(outgoing.next())));
        desk.deposit_envelope = made.statement.envelope;
        desk.deposit = need(crypto::peek_link(made.statement.envelope));
        desk.exported = need(crypto::peek_link(head->exported.envelope));
        const auto& terms = office.agreement->terms();
        add_reader(terms.vendor);
        for (const auto& room : terms.rooms) add_reader(room);
        acceptance = sign(desk.acceptance_report());
        desk.acceptance = desk.link_of(*acceptance);
    }

    verifier::SignedReport sign(const verifier::Report& report) {
        auto out = need(desk.signer->sign(report));
        if (!std::holds_alternative<verifier::OutboxReport>(report))
            outbox.statements.push_back({out.statement, out.sealed});
        return out;
    }

    /// Signs a verdict on the last rebuild, has everything logged, and gives what its reader finds.
    crypto::CheckReport judge(const verifier::SignedReport& rebuild, std::vector<crypto::Comparison> comparisons) {
        const auto verdict = sign(desk.verdict_report(desk.link_of(rebuild), std::move(comparisons)));
        auto evidence = evidence_of(rebuild, verdict);
        before.push_back(verdict);
        outbox.room = desk.office.id("room");
        outbox.manifest = sign(verifier::OutboxReport{outbox.statements_digest(), outbox.evidence_digest()}).statement;
        evidence.prove(need(custodian.custody().submit(outbox)).proofs);
        return need(crypto::check_evidence(evidence, {desk.office.policy, desk.office.clock.now(), {}}));
    }

    /// What a room's evidence of a verdict holds, but for the proofs of what it signed itself.
    crypto::Evidence evidence_of(const verifier::SignedReport& rebuild, const verifier::SignedReport& verdict) const {
        crypto::Evidence evidence(crypto::ClaimKind::Verdict, desk.link_of(verdict).id());
        evidence.merge(receipt);
        need(evidence.add(head->exported));
        evidence.prove(head->proofs);
        disclose(evidence, desk.deposit, desk.deposited);
        add(evidence, *acceptance);
        add(evidence, rebuild);
        add(evidence, verdict);
        const auto most = crypto::ChainPlace::kShownLeast;
        for (auto i = before.size() - std::min(before.size(), most); i < before.size(); ++i) add(evidence, before[i]);
        return evidence;
    }

    SigningDesk desk;
    Desk custodian;
    std::vector<verifier::SignedReport> before;

private:
    void add_reader(const crypto::IdentityId& id) {
        for (const auto& file : desk.office.agreement->identities())
            if (file.identity().id() == id) desk.readers.push_back({id, need(file.identity().seal_recipient())});
    }
    void add(crypto::Evidence& evidence, const verifier::SignedReport& report) const {
        need(evidence.add(report.statement));
        disclose(evidence, desk.link_of(report), report.closed);
    }
    static void disclose(crypto::Evidence& evidence, const crypto::StatementLink& statement,
                         const crypto::ClosedPart& closed) {
        for (const auto& [name, field] : closed.fields()) evidence.disclose(statement.id(), name, field);
    }

    crypto::Evidence receipt{crypto::ClaimKind::Held, {}};
    std::optional<storage::ExportHead> head;
    std::optional<verifier::SignedReport> acceptance;
    storage::Outbox outbox;
};

void check_sound(const crypto::CheckReport& report, VerdictKind verdict) {
    for (const auto& link : report.links)
        if (link.state == crypto::LinkState::Fails || link.state == crypto::LinkState::CannotBeChecked)
            FAIL_CHECK(link.name << ": " << link.detail);
    CHECK(report.facts.verdict == verdict);
}

}  // namespace

TEST_CASE("every verdict can be logged and is sound to its reader, of one file and of many", "[verifier][signer]") {
    WholeWay way;
    auto& desk = way.desk;
    const auto rebuild = way.sign(desk.rebuild_report("built"));
    auto explained = desk.comparison("other", "built");
    explained.verdict = VerdictKind::Explained;
    const auto good = desk.comparison("built", "built"), bad = desk.comparison("other", "built");
    const auto stray = desk.not_comparable("stray", "stray");
    check_sound(way.judge(rebuild, {good}), VerdictKind::Identical);
    check_sound(way.judge(rebuild, {bad}), VerdictKind::Unexplained);
    check_sound(way.judge(rebuild, {stray}), VerdictKind::NotComparable);
    check_sound(way.judge(rebuild, {good, stray}), VerdictKind::NotComparable);
    check_sound(way.judge(rebuild, {bad, stray}), VerdictKind::Unexplained);
    // The other two take a rule, or a proof that can be replayed. There is none yet, so they cannot be signed.
    CHECK_FALSE(desk.signer->sign(desk.verdict_report(desk.link_of(rebuild), {explained})));
    auto after_signature = good;
    after_signature.verdict = VerdictKind::IdenticalAfterSignature;
    const auto refused = desk.signer->sign(desk.verdict_report(desk.link_of(rebuild), {after_signature}));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Refused);
}

TEST_CASE("a verdict after four hundred others of its chain is as sound as the first", "[verifier][signer][chain]") {
    WholeWay way;
    auto& desk = way.desk;
    const auto rebuild = way.sign(desk.rebuild_report("built"));
    const auto report = desk.verdict_report(desk.link_of(rebuild), {desk.comparison("built", "built")});
    while (way.before.size() <= crypto::ChainPlace::kShownLeast) way.before.push_back(need(desk.signer->sign(report)));
    const auto last = need(desk.signer->sign(report));
    const auto evidence = way.evidence_of(rebuild, last);
    // Not logged: of what the log says there are tests enough.
    std::set<crypto::StatementId> pending;
    for (const auto& [id, object] : evidence.objects())
        if (evidence.proofs().find(id) == nullptr) pending.insert(id);
    const auto found =
        need(crypto::check_evidence(evidence, {desk.office.policy, desk.office.clock.now(), {}, {}, pending}));
    check_sound(found, VerdictKind::Identical);
    CHECK(found.facts.history.front() == "1 to 2: not carried; the room counts 1 identical, 1 built");
}

TEST_CASE("the verdict over a failed build is logged as any other", "[verifier][signer]") {
    WholeWay way;
    auto failed = way.desk.rebuild_report("");
    failed.outputs.clear();
    failed.failure = "the build ended with exit status 2";
    const auto rebuild = way.sign(failed);
    auto file = way.desk.not_comparable("deployed");
    file.reason = "there is no rebuild: " + failed.failure;
    check_sound(way.judge(rebuild, {file}), VerdictKind::NotComparable);
}
