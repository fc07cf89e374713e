// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/submit.hpp"

#include "base/core/text.hpp"
#include "base/files/head.hpp"
#include "base/files/overwrite.hpp"
#include "base/files/read.hpp"
#include "crypto/evidence/logged.hpp"
#include "crypto/statement/file_guess.hpp"
#include "escrow/action/before_sending.hpp"
#include "escrow/action/evidence_check.hpp"
#include "escrow/action/evidence_subject.hpp"

#include <algorithm>
#include <functional>

namespace assay::escrow {

namespace {

using crypto::StatementId;

/// The statements of an outbox, by id.
using Outgoing = std::map<StatementId, const crypto::SaltedEnvelope*>;

Status check_waiting(const crypto::Evidence& evidence, const Outgoing& outgoing, const crypto::Policy& policy,
                     Time now) {
    if (evidence.find(evidence.claim()) == nullptr)
        return fail(ErrorKind::Unproven, "the evidence does not hold the statement it claims to prove");
    std::set<StatementId> pending;
    for (const auto& [id, object] : evidence.objects())
        if (evidence.proofs().find(id) == nullptr) pending.insert(id);
    for (const auto& fact : TRY(check_claim(evidence, policy, now, pending)).facts.statements)
        if (evidence.proofs().find(fact.id) == nullptr && !outgoing.contains(fact.id))
            return fail(Error(ErrorKind::Unproven,
                              "the " + std::string(crypto::name_of(fact.kind)) +
                                  " in the evidence is neither proven to be in a log nor among the statements")
                            .with_hint("verifier outbox --all takes out again what an earlier outbox held"));
    return {};
}

std::optional<Error> fault_of(const Status& status, const crypto::Evidence& evidence) {
    if (status) return std::nullopt;
    return Error(status.error()).within("the evidence of " + described(subject_of(evidence)));
}

/// Whether there is evidence without a fault, or none at all. Errors: the first fault.
Status some_hold(const std::vector<std::optional<Error>>& faults) {
    for (const auto& fault : faults)
        if (!fault) return {};
    if (faults.empty()) return {};
    return fail(Error(*faults.front()));
}

}  // namespace

Result<storage::Outbox> read_outbox(const std::filesystem::path& path) {
    const auto head = head_of_file(path, crypto::kGuessBytes);
    const auto bytes =
        TRY_WITHIN("outbox", crypto::guessing(read_file(path, storage::Outbox::kBytesMax), head, "outbox"));
    return TRY_WITHIN("outbox " + quote(path.string()),
                      crypto::guessing(storage::Outbox::parse(text_of(bytes)), head, "outbox"));
}

Result<std::vector<std::optional<Error>>> check_outbox(const storage::Outbox& outbox, const crypto::Policy& policy,
                                                       Time now,
                                                       const std::optional<crypto::AgreementFile>& agreement) {
    Outgoing outgoing;
    for (const auto& each : outbox.statements)
        outgoing.emplace(TRY(crypto::peek_link(each.statement.envelope)).id(), &each.statement);
    for (const auto& evidence : outbox.evidence)
        for (const auto& [id, object] : evidence.objects())
            if (id == StatementId(outbox.room.array())) {
                crypto::IdentityBook book;
                book.add(TRY(crypto::Identity::open(object)));
                TRY(outbox.check_manifest(book, storage::Outbox::EvidenceIs::Here));
            }
    TRY(outbox.check_evidence_is_whole());
    std::vector<std::optional<Error>> faults;
    for (const auto& evidence : outbox.evidence) {
        const auto check = [&]() -> Status {
            return check_waiting(TRY(as_read_with(evidence, policy, agreement)), outgoing, policy, now);
        };
        faults.push_back(fault_of(check(), evidence));
    }
    return faults;
}

namespace {

/// What was refused, by id.
std::map<StatementId, Error> refusals_of(const SubmissionAnswer& answer) {
    std::map<StatementId, Error> out;
    for (const auto& each : answer.refused) out.emplace(each.statement, each.why);
    return out;
}

/// Sorts the statements of an outbox into those taken and those refused. Errors: `check`'s, of one that was taken.
Status sort_statements(const storage::Outbox& outbox, const std::map<StatementId, Error>& refused, Submitted& out,
                       const std::function<Status(const crypto::SaltedEnvelope&)>& check) {
    for (const auto& outgoing : outbox.statements) {
        const auto kind = TRY(crypto::peek_kind(outgoing.statement.envelope));
        const auto id = TRY(crypto::peek_link(outgoing.statement.envelope)).id();
        const auto name = std::string(crypto::name_of(kind)) + " " + crypto::hex(id).substr(0, 12);
        if (const auto why = refused.find(id); why != refused.end()) {
            out.refused.push_back({id, kind, Error(why->second).within("the custodian refuses the " + name)});
            continue;
        }
        TRY_WITHIN("submitting: the custodian took the " + name, check(outgoing.statement));
        out.statements.push_back({id, kind});
    }
    return {};
}

/// The refusal that evidence rests on; nothing where it rests on none.
const Error* refusal_in(const crypto::Evidence& evidence, const std::map<StatementId, Error>& refused) {
    const auto at =
        std::ranges::find_if(refused, [&](const auto& each) { return evidence.find(each.first) != nullptr; });
    return at == refused.end() ? nullptr : &at->second;
}

}  // namespace

Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian, const crypto::Policy& policy, Time now,
                         const std::optional<crypto::AgreementFile>& agreement) {
    auto faults = TRY(check_outbox(outbox, policy, now, agreement));
    TRY_WITHIN("the outbox does not hold together", some_hold(faults));
    const auto answer = TRY(custodian.submit(outbox));
    const auto refused = refusals_of(answer);
    Submitted out;
    out.flagged = answer.conflicts;
    TRY(sort_statements(outbox, refused, out, [&](const crypto::SaltedEnvelope& statement) -> Status {
        TRY(crypto::check_logged(statement, answer.proofs, policy));
        return {};
    }));
    out.evidence = outbox.evidence;
    out.faults = std::move(faults);
    for (std::size_t i = 0; i < out.evidence.size(); ++i) {
        auto& evidence = out.evidence[i];
        if (!out.faults[i]) evidence = TRY(as_read_with(evidence, policy, agreement));
        evidence.prove(answer.proofs);
        if (out.faults[i]) continue;
        if (const auto* why = refusal_in(evidence, refused))
            out.faults[i] = fault_of(fail(Error(*why)), evidence);
        else
            out.faults[i] = fault_of(check_completed(evidence, policy, now), evidence);
    }
    TRY_WITHIN("what was taken is logged, and no evidence holds", some_hold(out.faults));
    return out;
}

Result<Submitted> send_unchecked(const storage::Outbox& outbox, Custodian& custodian) {
    const auto answer = TRY(custodian.submit(outbox));
    Submitted out;
    out.flagged = answer.conflicts;
    out.evidence = outbox.evidence;
    out.faults.resize(out.evidence.size());
    const auto refused = refusals_of(answer);
    TRY(sort_statements(outbox, refused, out, [](const auto&) { return Status(); }));
    for (std::size_t i = 0; i < out.evidence.size(); ++i) {
        out.evidence[i].prove(answer.proofs);
        // Evidence of what the custodian refused would prove nothing.
        if (const auto* why = refusal_in(out.evidence[i], refused))
            out.faults[i] = fault_of(fail(Error(*why)), out.evidence[i]);
    }
    return out;
}

Status check_evidence_place(const std::filesystem::path& path, const StatementId& claim, EvidencePlace may_be) {
    TRY(check_can_write(path, "evidence"));
    const auto why_not = [&](ByteView head) -> std::optional<std::string> {
        if (may_be == EvidencePlace::Empty) return "what is not checked replaces nothing";
        const auto there = crypto::Evidence::parse(text_of(head));
        if (there && there->claim() == claim) return {};
        return "is not evidence of this claim";
    };
    return check_may_overwrite(path, {"evidence", crypto::Evidence::kBytesMax, why_not,
                                      "name another file with --evidence, or move that one away"});
}

}  // namespace assay::escrow
