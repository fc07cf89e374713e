// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/verdict_evidence.hpp"

#include "base/core/text.hpp"
#include "escrow/action/evidence_check.hpp"
#include "escrow/action/evidence_subject.hpp"
#include "escrow/action/opened_statements.hpp"

namespace assay::escrow {

namespace {

Status check_one(crypto::Evidence& evidence, const Asking& asking, Time now) {
    evidence = TRY(as_read_with(evidence, *asking.policy, asking.agreement));
    return check_completed(evidence, *asking.policy, now);
}

}  // namespace

Result<VerdictEvidence> evidence_of_verdicts(const crypto::DepositId& id, const storage::KeyFolder& asker,
                                             Custodian& custodian, const Asking& asking, Time now) {
    const auto doing = "evidence of the verdicts on " + crypto::render_deposit_id(id).substr(0, 16);
    auto opened = TRY(open_statements(id, asker, custodian));
    VerdictEvidence out;
    for (const auto& each : opened.about)
        if (each.kind() == crypto::StatementKind::Verdict)
            out.evidence.push_back(
                TRY_WITHIN(doing, crypto::collect_verdict(each.id(), opened.told.receipt, opened.known, opened.book,
                                                          opened.told.proofs)));
    out.faults.resize(out.evidence.size());
    out.left_out = std::move(opened.faults);
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
