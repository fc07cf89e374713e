// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// A receipt counts only when it proves that this deposit is held. Errors: Untrusted, Unproven, PolicyUnmet, each
/// naming the link of the chain.
Status check_receipt(const crypto::Evidence& receipt, const crypto::DepositId& id, const crypto::Policy& policy,
                     Time now);

/// Whether a receipt may be written there: what is there already must be a receipt, and of `held`. Errors: Conflict.
Status check_receipt_place(const std::filesystem::path& path, const std::optional<crypto::DepositId>& held);

/// What one may say of a deposit that a custodian says it holds.
struct CheckedReceipt {
    bool is_checked = false;     ///< a policy was given
    std::optional<Error> fault;  ///< why the receipt does not hold under it

    bool holds() const { return is_checked && !fault; }
};
/// Asks for a deposit's receipt and checks it; asks for nothing without a policy.
CheckedReceipt check_receipt_of(const crypto::DepositId& id, Custodian& custodian,
                                const std::optional<crypto::Policy>& policy, Time now);

Status keep_receipt(const crypto::Evidence& receipt, const std::filesystem::path& path);

}  // namespace assay::escrow
