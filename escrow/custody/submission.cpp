// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/statement/acceptance.hpp"
#include "crypto/statement/rebuild.hpp"
#include "crypto/statement/verdict.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

namespace {

using crypto::StatementId;
using crypto::StatementKind;

/// A room's statement, as far as a custodian judges it: what it is about, and which statement it rests on.
struct Submission {
    crypto::Link deposit;
    std::optional<std::pair<crypto::Link, StatementKind>> rests_on;
};

Result<Submission> read_submission(const crypto::Statement& statement) {
    switch (statement.kind()) {
        case StatementKind::Acceptance: {
            const auto acceptance = TRY(crypto::Acceptance::parse(statement));
            return Submission{acceptance.deposit, std::pair{acceptance.exported, StatementKind::Export}};
        }
        case StatementKind::Refusal: {
            const auto refusal = TRY(crypto::Refusal::parse(statement));
            return Submission{refusal.deposit, std::nullopt};
        }
        case StatementKind::Rebuild: {
            const auto rebuild = TRY(crypto::Rebuild::parse(statement));
            return Submission{rebuild.deposit, std::pair{rebuild.acceptance, StatementKind::Acceptance}};
        }
        case StatementKind::Verdict: {
            const auto verdict = TRY(crypto::Verdict::parse(statement));
            return Submission{verdict.deposit, std::pair{verdict.rebuild, StatementKind::Rebuild}};
        }
        default: return fail(ErrorKind::Refused, "a statement of kind " + std::string(crypto::name_of(statement.kind())) + " is not taken from an outbox");
    }
}

/// The deposit a statement claims to be about, before its signature can be checked.
Result<crypto::DepositId> peek_deposit(const crypto::SaltedEnvelope& salted) {
    const auto envelope = TRY(crypto::detail::parse_canonical_envelope(salted.envelope));
    const auto payload = TRY(crypto::detail::parse_payload(envelope.payload));
    if (payload.subjects.size() != 1 || payload.subjects[0].name != "deposit") return fail(ErrorKind::Refused, "a statement is not about a deposit");
    return crypto::deposit_id_of(payload.subjects[0].digest);
}

}  // namespace

Result<Register::Entry> Custody::judge_submission(const storage::OutgoingStatement& outgoing, const std::map<StatementId, StatementKind>& earlier) const {
    const auto id = TRY(peek_deposit(outgoing.statement));
    const auto deposit = TRY(known(id));
    const auto statement = TRY(crypto::Statement::open(outgoing.statement.envelope, deposit.agreement.book()));
    const auto submission = TRY(read_submission(statement));
    const auto name = "the " + std::string(crypto::name_of(statement.kind()));
    if (submission.deposit != deposit.statement.link()) return fail(ErrorKind::Untrusted, name + " is about a deposit of another SHA-512");
    if (!deposit.agreement.terms().has_room(statement.named_signers().front()))
        return fail(ErrorKind::Refused, name + " is by " + deposit.agreement.book().find(statement.named_signers().front())->describe() + ", which is no room of the agreement");
    if (submission.rests_on) {
        const auto& [link, kind] = *submission.rests_on;
        const auto there = earlier.find(crypto::id_of(link));
        const auto kept = there == earlier.end() ? TRY(register_->find(crypto::id_of(link))) : std::nullopt;
        const bool fits = there != earlier.end() ? there->second == kind : kept && kept->kind == kind;
        if (!fits) return fail(ErrorKind::Unproven, name + " rests on a statement of kind " + std::string(crypto::name_of(kind)) + " that is not here");
    }
    return Register::Entry{outgoing, statement.kind(), id};
}

Result<crypto::ProofSet> Custody::submit(const storage::Outbox& outbox) {
    std::vector<Register::Entry> entries;
    std::vector<StatementId> ids;
    std::map<StatementId, StatementKind> earlier;
    for (const auto& outgoing : outbox.statements) {
        entries.push_back(TRY_WITHIN("submitting", judge_submission(outgoing, earlier)));
        ids.push_back(crypto::id_of(TRY(crypto::peek_link(outgoing.statement.envelope))));
        earlier.emplace(ids.back(), entries.back().kind);
    }
    TRY(register_->record(entries));
    return register_->prove(ids, options_.quorum);
}

}  // namespace assay::escrow
