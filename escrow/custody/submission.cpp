// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/age.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "escrow/custody/custody.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::StatementId;
using crypto::StatementKind;

/// What a room's statement says beyond its kind, as far as a custodian judges it.
struct Submission {
    crypto::Link deposit;
    std::vector<crypto::SealedPartRecord> sealed;
};

template <typename Typed>
Result<Submission> read_as(const crypto::Statement& statement) {
    auto typed = TRY(Typed::parse(statement));
    return Submission{typed.deposit, std::move(typed.sealed)};
}

Result<Submission> read_submission(const crypto::Statement& statement) {
    switch (statement.kind()) {
        case StatementKind::Acceptance: return read_as<crypto::Acceptance>(statement);
        case StatementKind::Refusal: return read_as<crypto::Refusal>(statement);
        case StatementKind::Rebuild: return read_as<crypto::Rebuild>(statement);
        case StatementKind::Verdict: return read_as<crypto::Verdict>(statement);
        default:
            return fail(ErrorKind::Refused, "a statement of kind " + std::string(crypto::name_of(statement.kind())) +
                                                " is not taken from an outbox");
    }
}

/// The deposit a statement claims to be about, before its signature can be checked.
Result<crypto::DepositId> peek_deposit(const crypto::SaltedEnvelope& salted) {
    const auto envelope = TRY(crypto::detail::parse_envelope(salted.envelope));
    const auto payload = TRY(crypto::detail::parse_payload(envelope.payload));
    if (payload.subjects.size() != 1 || payload.subjects[0].name != "deposit")
        return fail(ErrorKind::Refused,
                    "a statement of kind " + std::string(crypto::name_of(payload.kind)) + " is not about a deposit");
    return crypto::deposit_id_of(payload.subjects[0].digest);
}

/// Whether an error speaks of the statement, rather than of this custodian's disk or of an interruption.
bool is_theirs(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::Corrupt:
        case ErrorKind::Full:
        case ErrorKind::Io:
        case ErrorKind::Busy:
        case ErrorKind::Unavailable:
        case ErrorKind::Interrupted:
        case ErrorKind::Internal: return false;
        default: return true;
    }
}

/// What a room has to say is closed to everybody but the vendor and the agreement's rooms, and open to all of those:
/// statements.md. Whether a part that has the form of a sealed one is one, only they can tell.
Status check_closed(const storage::OutgoingStatement& outgoing, const crypto::Agreement& terms) {
    auto unserved = terms.rooms;
    unserved.push_back(terms.vendor);
    for (const auto& part : outgoing.closed) {
        const auto whose = "its closed part for " + crypto::short_id(part.to);
        const auto at = std::ranges::find(unserved, part.to);
        if (at == unserved.end() && part.to != terms.vendor && !terms.has_room(part.to))
            return fail(ErrorKind::Refused, whose + " is for neither the vendor nor a room of the agreement");
        if (at == unserved.end()) return fail(ErrorKind::Invalid, whose + " stands there twice");
        unserved.erase(at);
        TRY_WITHIN(whose + " is not sealed", crypto::check_age_form(part.file));
    }
    if (unserved.empty()) return {};
    return fail(ErrorKind::Refused, "its closed part is not sealed to " + crypto::short_id(unserved.front()) +
                                        ", who may read it by the agreement");
}

}  // namespace

Result<KeptStatement> Custody::judge(const storage::OutgoingStatement& outgoing, const IdentityId& room,
                                     const std::map<StatementId, KeptStatement>& earlier, ChainChanges& chains) const {
    const auto id = TRY(peek_deposit(outgoing.statement));
    const auto deposit = TRY(catalogue_->deposit(id));
    const auto& agreement = *deposit->agreement;
    const auto statement = TRY(crypto::Statement::open(outgoing.statement, agreement.book()));
    const auto name = "the " + std::string(crypto::name_of(statement.kind()));
    const auto submission = TRY(read_submission(statement));
    if (submission.deposit != deposit->statement.link())
        return fail(ErrorKind::Untrusted, name + " is about a deposit of another SHA-512");
    const auto& signer = statement.named_signers().front();
    if (!agreement.terms().has_room(signer))
        return fail(ErrorKind::Refused, name + " is by " + agreement.book().find(signer)->describe() +
                                            ", which is no room of the agreement");
    if (signer != room)
        return fail(ErrorKind::Untrusted, name + " is by " + agreement.book().find(signer)->describe() +
                                              ", and the outbox says it is of " + crypto::short_id(room));
    TRY_WITHIN(name, check_closed(outgoing, agreement.terms()));
    TRY_WITHIN(name, crypto::check_sealed_parts(outgoing.closed, submission.sealed));
    if (const auto& facts = crypto::facts_of(statement.kind()); facts.rests_kind) {
        const auto link = TRY(crypto::rests_on(statement));
        const auto kind = *facts.rests_kind;
        const auto there = earlier.find(crypto::id_of(link));
        const auto kept = there != earlier.end() ? there->second : TRY(register_->find(crypto::id_of(link)));
        if (!kept || kept->kind != kind || kept->deposit != id)
            return fail(Error(ErrorKind::Unproven, name + " rests on a statement of kind " +
                                                       std::string(crypto::name_of(kind)) +
                                                       " about this deposit that is not here")
                            .with_hint("verifier outbox --all takes out again what an earlier outbox held"));
    }
    if (const auto chained = TRY(ChainedStatement::of(statement))) {
        chains.changes.put(Table::Chains, chain_key(*chained), encode_place(*chained));
        chains.prefixes.insert(chain_prefix(chained->room, chained->tag));
    }
    return KeptStatement::of(outgoing, id);
}

/// A room may have said something about deposits of several custodians: the first that is here has its identity.
Result<std::shared_ptr<const KeptDeposit>> Custody::first_known(const storage::Outbox& outbox) const {
    std::optional<Error> why;
    for (const auto& outgoing : outbox.statements) {
        const auto about = TRY(peek_deposit(outgoing.statement));
        auto known = catalogue_->deposit(about);
        if (known || known.error().kind() != ErrorKind::NotFound) return known;
        if (!why) why = known.error();
    }
    return fail(std::move(*why));
}

Result<SubmissionAnswer> Custody::submit(const storage::Outbox& outbox) {
    const std::string doing = "submitting";
    // Evidence shows closed fields.
    if (!outbox.evidence.empty())
        return fail(ErrorKind::Invalid, doing + ": evidence stays with who carries the outbox");
    TRY_WITHIN(doing, check_counts());
    if (outbox.statements.empty()) return fail(ErrorKind::Invalid, doing + ": the outbox holds no statement");
    const auto first = TRY_WITHIN(doing, first_known(outbox));
    TRY_WITHIN(doing, outbox.check_manifest(first->agreement->book(), storage::Outbox::EvidenceIs::WithCarrier));
    SubmissionAnswer out;
    std::vector<KeptStatement> statements;
    std::vector<StatementId> ids;
    std::map<StatementId, KeptStatement> earlier;
    ChainChanges chains;
    for (const auto& outgoing : outbox.statements) {
        auto kept = judge(outgoing, outbox.room, earlier, chains);
        if (!kept && !is_theirs(kept.error())) return fail(Error(kept.error()).within(doing));
        if (!kept) {
            const auto id = crypto::id_of(TRY_WITHIN(doing, crypto::peek_link(outgoing.statement.envelope)));
            out.refused.push_back({id, Error(kept.error()).within(doing)});
            continue;
        }
        ids.push_back(kept->id);
        earlier.emplace(kept->id, *kept);
        statements.push_back(std::move(*kept));
    }
    if (statements.empty()) return fail(Error(out.refused.front().why));
    TRY(register_->record(statements, std::move(chains.changes)));
    catalogue_->chains_grew(chains.prefixes);
    out.conflicts = TRY(conflicts_about(statements));
    out.proofs = TRY(register_->prove(ids, options_.quorum));
    return out;
}

Result<std::vector<SubmissionAnswer::Flagged>> Custody::conflicts_about(
    const std::vector<KeptStatement>& statements) const {
    std::set<crypto::DepositId> deposits;
    std::set<StatementId> mine;
    for (const auto& kept : statements) {
        mine.insert(kept.id);
        if (kept.deposit) deposits.insert(*kept.deposit);
    }
    std::vector<SubmissionAnswer::Flagged> out;
    for (const auto& id : deposits)
        for (const auto& conflict : TRY(catalogue_->state(id))->conflicts) {
            if (out.size() == SubmissionAnswer::kFlaggedMax) return out;
            const bool names_mine =
                std::ranges::any_of(conflict.statements, [&](const auto& named) { return mine.contains(named); });
            if (!conflict.excludes && !names_mine) continue;
            auto named = conflict.statements;
            named.resize(std::min(named.size(), SubmissionAnswer::kNamedMax));
            out.push_back({id, conflict.what, std::move(named), conflict.excludes});
        }
    return out;
}

}  // namespace assay::escrow
