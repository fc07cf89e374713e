// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/verdict_evidence.hpp"

namespace assay::verifier {

namespace {

void disclose(crypto::Evidence& evidence, const crypto::StatementId& statement, const crypto::ClosedPart& closed,
              std::initializer_list<const char*> fields) {
    for (const auto* field : fields)
        if (const auto* found = closed.find(field)) evidence.disclose(statement, field, *found);
}

}  // namespace

Result<crypto::Evidence> make_evidence(const RoomDeposit& deposit, const OpenedDeposit& opened,
                                       const RebuildRecord& rebuilt, const SignedReport& verdict,
                                       const std::vector<EarlierStatement>& earlier) {
    const auto verdict_link = TRY(crypto::peek_link(verdict.statement.envelope));
    crypto::Evidence out(crypto::ClaimKind::Verdict, verdict_link.id());
    const auto& head = deposit.pieces->head();
    out.merge(deposit.held);
    TRY(out.add(head.exported));
    TRY(out.add(opened.accepted.statement));
    TRY(out.add(rebuilt.statement.statement));
    TRY(out.add(verdict.statement));
    out.prove(head.proofs);
    disclose(out, deposit.deposit_statement.id(), opened.closed, {"product", "source", "snapshot", "recipe", "lock"});
    disclose(out, opened.acceptance.id(), opened.accepted.closed, {"snapshot", "levels"});
    disclose(out, rebuilt.link.id(), rebuilt.statement.closed, {"outputs", "provenance", "opaque", "chain"});
    disclose(out, verdict_link.id(), verdict.closed, {"comparisons", "links", "grade", "self_test", "vsa", "chain"});
    TRY(add_chain(out, earlier));
    return out;
}

}  // namespace assay::verifier
