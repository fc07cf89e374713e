// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verdict_evidence.hpp"

#include "crypto/evidence/collect.hpp"

namespace assay::verifier {

Result<crypto::Evidence> make_evidence(const RoomDeposit& deposit, const OpenedDeposit& opened,
                                       const RebuildRecord& rebuilt, const SignedReport& verdict,
                                       const std::vector<EarlierStatement>& earlier) {
    const auto& head = deposit.pieces->head();
    const auto deposit_id = deposit.deposit_statement.id();
    const auto* deposited = deposit.held.find(deposit_id);
    if (deposited == nullptr) return fail(ErrorKind::Internal, "the receipt of a deposit does not hold its statement");
    crypto::OpenedStatements known;
    for (const auto& each : earlier) {
        if (!each.statement) continue;
        const auto id = TRY(crypto::peek_link(each.statement->statement.envelope)).id();
        known.insert_or_assign(id, crypto::OpenedStatement{each.statement->statement, each.statement->closed});
    }
    const auto verdict_id = TRY(crypto::peek_link(verdict.statement.envelope)).id();
    known.insert_or_assign(deposit_id, crypto::OpenedStatement{*deposited, opened.closed});
    known.insert_or_assign(deposit.export_statement.id(), crypto::OpenedStatement{head.exported, {}});
    known.insert_or_assign(opened.acceptance.id(),
                           crypto::OpenedStatement{opened.accepted.statement, opened.accepted.closed});
    known.insert_or_assign(rebuilt.link.id(),
                           crypto::OpenedStatement{rebuilt.statement.statement, rebuilt.statement.closed});
    known.insert_or_assign(verdict_id, crypto::OpenedStatement{verdict.statement, verdict.closed});
    return crypto::collect_verdict(verdict_id, deposit.held, known, deposit.book, head.proofs);
}

}  // namespace assay::verifier
