// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/evidence_check.hpp"

#include "crypto/evidence/gather.hpp"
#include "crypto/evidence/logged.hpp"

namespace assay::escrow {

Status add_endorsements(crypto::Evidence& evidence, const crypto::Policy& policy,
                        const std::optional<crypto::AgreementFile>& agreement) {
    if (!agreement || evidence.find(agreement->link().id()) == nullptr) return {};
    for (const auto& party : agreement->identities()) TRY(crypto::add_party(evidence, party, policy));
    return {};
}

Result<crypto::Evidence> as_read_with(const crypto::Evidence& evidence, const crypto::Policy& policy,
                                      const std::optional<crypto::AgreementFile>& agreement) {
    // A reader refuses evidence with a root that the policy does not name.
    auto out = TRY(crypto::for_reader(evidence, policy));
    TRY(add_endorsements(out, policy, agreement));
    return out;
}

Result<crypto::CheckReport> check_claim(const crypto::Evidence& evidence, const crypto::Policy& policy, Time now,
                                        const std::set<crypto::StatementId>& pending) {
    crypto::Policy holding;
    holding.tlog = policy.tlog;
    holding.roots = policy.roots;
    const crypto::CheckInput input{holding, now, {}, {}, pending};
    auto report = TRY(crypto::check_evidence(evidence, input));
    TRY(report.must_hold(crypto::LinkState::CannotBeChecked));
    return report;
}

Status check_completed(const crypto::Evidence& evidence, const crypto::Policy& policy, Time now) {
    for (const auto& fact : TRY(check_claim(evidence, policy, now, {})).facts.statements)
        TRY_WITHIN("log: " + std::string(crypto::name_of(fact.kind)),
                   crypto::check_logged(*evidence.find(fact.id), evidence.proofs(), policy));
    return {};
}

}  // namespace assay::escrow
