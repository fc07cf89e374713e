// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/verdict_evidence.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/collect.hpp"
#include "crypto/record/verdict.hpp"
#include "escrow/action/evidence_check.hpp"
#include "escrow/action/evidence_subject.hpp"
#include "escrow/action/own_deposit.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::StatementId;
using crypto::StatementKind;

/// What a custodian has of a deposit, opened with one party's key.
class Opening {
public:
    Opening(const DepositStatements& told, crypto::IdentityBook book, const OwnDeposits& own)
        : told_(told), book_(std::move(book)), own_(own) {}

    Status open_deposit(const crypto::DepositId& deposit_id) {
        const StatementId id(deposit_id.array());
        const auto file = TRY(own_.read(deposit_id, &told_.receipt));
        const auto* object = told_.receipt.find(id);
        known_.insert_or_assign(id, crypto::OpenedStatement{*object, file.closed});
        return {};
    }

    Status open_statement(const storage::OutgoingStatement& outgoing, const StatementId& deposit) {
        const auto statement = TRY(crypto::Statement::open(outgoing.statement, book_));
        crypto::OpenedStatement opened{outgoing.statement, {}};
        auto closed = closed_part(outgoing, statement);
        if (closed)
            opened.closed = std::move(*closed);
        else
            unopened_.push_back(std::move(closed).error().within("the closed part of the " +
                                                                 std::string(crypto::name_of(statement.kind())) + " " +
                                                                 crypto::hex(statement.id()).substr(0, 12)));
        // The deposit's own statement is here with what open_deposit has opened.
        known_.try_emplace(statement.id(), std::move(opened));
        if (statement.kind() == StatementKind::Verdict &&
            TRY(crypto::Verdict::parse(statement)).deposit.id() == deposit)
            verdicts_.push_back(statement.id());
        return {};
    }

    Result<VerdictEvidence> collect() && {
        VerdictEvidence out;
        for (const auto& id : verdicts_)
            out.evidence.push_back(TRY(crypto::collect_verdict(id, told_.receipt, known_, book_, told_.proofs)));
        out.faults.resize(out.evidence.size());
        out.unopened = std::move(unopened_);
        return out;
    }

private:
    /// What of a statement is sealed to the asker, if anything.
    Result<std::optional<crypto::ClosedPart>> closed_part(const storage::OutgoingStatement& outgoing,
                                                          const crypto::Statement& statement) const {
        const auto mine = std::ranges::find(outgoing.closed, own_.self(), &crypto::SealedPart::to);
        if (mine == outgoing.closed.end()) return std::optional<crypto::ClosedPart>();
        const auto plain = TRY(age_open(own_.seal(), mine->file));
        auto closed = TRY(crypto::ClosedPart::parse(text_of(plain.view())));
        const auto* commitments = statement.predicate().find("closed");
        if (commitments == nullptr) return fail(ErrorKind::Untrusted, "the statement commits to none");
        TRY(closed.check(*commitments));
        return std::optional(std::move(closed));
    }

    const DepositStatements& told_;
    crypto::IdentityBook book_;
    const OwnDeposits& own_;
    crypto::OpenedStatements known_;
    std::vector<StatementId> verdicts_;
    std::vector<Error> unopened_;
};

Status check_one(crypto::Evidence& evidence, const Asking& asking, Time now) {
    evidence = TRY(as_read_with(evidence, *asking.policy, asking.agreement));
    return check_completed(evidence, *asking.policy, now);
}

}  // namespace

Result<VerdictEvidence> evidence_of_verdicts(const crypto::DepositId& id, const storage::KeyFolder& asker,
                                             Custodian& custodian, const Asking& asking, Time now) {
    const auto doing = "evidence of the verdicts on " + crypto::render_deposit_id(id).substr(0, 16);
    const auto own = TRY(OwnDeposits::open(asker, custodian));
    const auto told = TRY(custodian.statements(asker.identity().id(), id));
    const StatementId deposit(id.array());
    Opening opening(told, TRY_WITHIN(doing, parties_of(told.receipt)), own);
    TRY_WITHIN(doing, opening.open_deposit(id));
    for (const auto& each : told.statements) TRY_WITHIN(doing, opening.open_statement(each, deposit));
    auto out = TRY_WITHIN(doing, std::move(opening).collect());
    if (out.evidence.empty())
        return fail(Error(ErrorKind::NotFound, doing + ": the custodian has none yet")
                        .with_hint("escrow status --wait says when a room has answered"));
    for (std::size_t i = 0; asking.policy && i < out.evidence.size(); ++i)
        if (auto checked = check_one(out.evidence[i], asking, now); !checked)
            out.faults[i] =
                std::move(checked).error().within("the evidence of " + described(subject_of(out.evidence[i])));
    return out;
}

}  // namespace assay::escrow
