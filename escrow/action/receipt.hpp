// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// A custodian's receipt as the asker keeps it: with the endorsements by roots of the asker's own policy, out of the
/// asker's own agreement file where the receipt is under that agreement, and none by other roots.
Result<crypto::Evidence> receipt_for(const crypto::Evidence& receipt, const crypto::Policy& policy,
                                     const std::optional<crypto::AgreementFile>& agreement);

/// A receipt counts only when it proves that this deposit is held. Errors: Untrusted, Unproven, PolicyUnmet, each
/// naming the link of the chain.
Status check_receipt(const crypto::Evidence& receipt, const crypto::DepositId& id, const crypto::Policy& policy,
                     Time now);

/// Whether a receipt may be written there: what is there already must be a receipt, and of `held`. Errors: Conflict.
Status check_receipt_place(const std::filesystem::path& path, const std::optional<crypto::DepositId>& held);

/// What one may say of a deposit that a custodian says it holds.
struct CheckedReceipt {
    bool is_checked = false;                       ///< a policy was given
    std::optional<Error> fault;                    ///< why the receipt does not hold under it
    std::optional<crypto::Evidence> receipt = {};  ///< where it holds

    bool holds() const { return is_checked && !fault; }
};
/// Whom somebody trusts who asks a custodian, and what is known of the parties.
struct Asking {
    std::optional<crypto::Policy> policy;            ///< none: nothing can be checked
    std::optional<crypto::AgreementFile> agreement;  ///< the asker's own copy
};
/// Asks for a deposit's receipt and checks it; asks for nothing without a policy.
CheckedReceipt check_receipt_of(const crypto::DepositId& id, Custodian& custodian, const Asking& asking, Time now);

Status keep_receipt(const crypto::Evidence& receipt, const std::filesystem::path& path);

}  // namespace assay::escrow
