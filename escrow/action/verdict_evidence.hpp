// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/action/receipt.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// Evidence of every verdict on a deposit, in the order of the log.
struct VerdictEvidence {
    std::vector<crypto::Evidence> evidence;
    std::vector<std::optional<Error>> faults;  ///< one for each: why it proves nothing; none without a policy
    std::vector<Error> left_out;               ///< what of the statements is not as it should be: OpenedStatements
};

/// Makes it out of what the custodian has of the deposit and what the asker's key opens: the vendor's, or that of a
/// room of its agreement.
///
/// - With a policy each is checked as `escrow submit` does: it holds, and every statement is in a log of the policy.
/// - Closed parts are held against what their statements commit to before anything of them is shown. What one signer
///   has sealed wrongly holds back no other's.
///
/// Errors: NotFound while there is no verdict; Refused for a key that opens nothing of the deposit; Untrusted when the
/// deposit or a statement's signature does not hold; those of the custodian.
Result<VerdictEvidence> evidence_of_verdicts(const crypto::DepositId& id, const storage::KeyFolder& asker,
                                             Custodian& custodian, const Asking& asking, Time now);

}  // namespace assay::escrow
