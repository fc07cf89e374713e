// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/age.hpp"
#include "escrow/custody/countable.hpp"
#include "escrow/custody/custody.hpp"
#include "escrow/custody/ground.hpp"
#include "escrow/custody/submission.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::StatementId;
using crypto::StatementKind;

/// The deposit a statement claims to be about, before its signature can be checked.
Result<crypto::DepositId> peek_deposit(const crypto::SaltedEnvelope& salted) {
    const auto envelope = TRY(crypto::detail::parse_envelope(salted.envelope));
    const auto payload = TRY(crypto::detail::parse_payload(envelope.payload));
    if (payload.subjects.size() != 1 || payload.subjects[0].name != "deposit")
        return fail(ErrorKind::Refused,
                    "a statement of kind " + std::string(crypto::name_of(payload.kind)) + " is not about a deposit");
    return crypto::deposit_id_of(crypto::StatementLink(payload.subjects[0].digest));
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

/// Closed parts are sealed to the vendor and to every room of the agreement, and to no other party; see
/// crypto/statement/statements.md. The custodian checks the form of a sealed part and cannot open it.
Status check_closed(const storage::OutgoingStatement& outgoing, const crypto::Agreement& terms) {
    auto unserved = terms.rooms;
    unserved.push_back(terms.vendor);
    for (const auto& part : outgoing.closed) {
        const auto whose = "its closed part for " + crypto::short_id(part.to);
        const auto at = std::ranges::find(unserved, part.to);
        if (at == unserved.end() && part.to != terms.vendor && !terms.has_room(part.to))
            return fail(ErrorKind::Refused, whose + " is for neither the vendor nor a room of the agreement");
        if (at == unserved.end()) return fail(ErrorKind::Invalid, whose + " appears twice");
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
    const auto* kind = TRY(submitted_kind(statement.kind()));
    const auto submission = TRY(kind->read(statement));
    if (submission.deposit != deposit->statement.link())
        return fail(ErrorKind::Untrusted, name + " is about a deposit of another SHA-512");
    const auto& signer = statement.named_signers().front();
    const auto by_signer = name + " is by " + agreement.book().find(signer)->describe();
    TRY_WITHIN(by_signer, kind->may_sign(agreement.terms(), signer));
    if (signer != room)
        return fail(ErrorKind::Untrusted, by_signer + ", and the outbox says it is of " + crypto::short_id(room));
    TRY_WITHIN(name, check_countable(statement, deposit->agreement));
    TRY_WITHIN(name, check_closed(outgoing, agreement.terms()));
    TRY_WITHIN(name, crypto::check_sealed_parts(outgoing.closed, submission.sealed));
    if (kind->rests_on()) TRY(check_ground(statement, *kind->rests_on(), id, earlier));
    if (const auto chained = TRY(ChainedStatement::of(statement))) {
        chains.changes.put(Table::Chains, chain_key(*chained), encode_place(*chained));
        chains.prefixes.insert(chain_prefix(chained->room, chained->tag));
    }
    return KeptStatement::of(outgoing, id);
}

Status Custody::check_countable(const crypto::Statement& statement,
                                const std::shared_ptr<const crypto::AgreementFile>& agreement) const {
    // What is in the log stays there, and may be asked for again at any time.
    if (TRY(register_->find(statement.id()))) return {};
    const auto now = clock_.now();
    TRY(check_not_ahead(statement.claimed_time(), now));
    const auto& signer = statement.named_signers().front();
    auto known = endorsers_.find(signer);
    if (!known || known->agreement != agreement) {
        auto endorsers = TRY(crypto::Endorsers::of(*agreement->find(signer), options_.policy));
        known = endorsers_.put(signer, {agreement, std::move(endorsers)});
    }
    return check_may_sign_now(known->endorsers, now);
}

Status Custody::check_ground(const crypto::Statement& statement, StatementKind kind, const crypto::DepositId& deposit,
                             const std::map<StatementId, KeptStatement>& earlier) const {
    const auto id = TRY(crypto::rests_on(statement)).id();
    const auto there = earlier.find(id);
    const auto kept = there != earlier.end() ? there->second : TRY(register_->find(id));
    if (kept && kept->kind == kind && kept->deposit == deposit) {
        // What is in the log stays there, and may be asked for again at any time.
        if (TRY(register_->find(statement.id()))) return {};
        const auto known = TRY(catalogue_->deposit(deposit));
        const auto ground = TRY(crypto::Statement::open(kept->salted(), known->agreement->book()));
        TRY_WITHIN("the " + std::string(crypto::name_of(statement.kind())), check_ground_fits(statement, ground));
        return {};
    }
    return fail(Error(ErrorKind::Unproven, "the " + std::string(crypto::name_of(statement.kind())) +
                                               " rests on a statement of kind " + std::string(crypto::name_of(kind)) +
                                               " about this deposit that is not here")
                    .with_hint("verifier outbox --all takes out again what an earlier outbox held"));
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
            const auto id = TRY_WITHIN(doing, crypto::peek_link(outgoing.statement.envelope)).id();
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
