// SPDX-License-Identifier: Apache-2.0
// Private to escrow/action.
#pragma once

#include "crypto/evidence/check.hpp"
#include "crypto/record/agreement_file.hpp"

namespace assay::escrow {

/// Adds the endorsements that a reader's copy of the agreement has, where the evidence is under it. Errors: Limit.
Status add_endorsements(crypto::Evidence& evidence, const crypto::Policy& policy,
                        const std::optional<crypto::AgreementFile>& agreement);

/// Evidence as a reader with this policy takes it, with the endorsements that the reader's copy of the agreement has:
/// its maker may trust more roots, and may know of no newer endorsement. Errors: Limit.
Result<crypto::Evidence> as_read_with(const crypto::Evidence& evidence, const crypto::Policy& policy,
                                      const std::optional<crypto::AgreementFile>& agreement);

/// Follows evidence from its claim down. Proofs of `pending` may be missing still; all else must hold. Of the policy
/// only whom it trusts counts, not what it asks beyond soundness. Errors: Untrusted, Unproven, Equivocation.
Result<crypto::CheckReport> check_claim(const crypto::Evidence& evidence, const crypto::Policy& policy, Time now,
                                        const std::set<crypto::StatementId>& pending);

/// The same of evidence that lacks nothing: each statement is proven to be in a log of the policy.
Status check_completed(const crypto::Evidence& evidence, const crypto::Policy& policy, Time now);

}  // namespace assay::escrow
