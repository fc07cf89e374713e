// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/deposit_id.hpp"

#include <filesystem>

namespace assay::escrow {

/// A receipt counts only when it proves that this deposit is held. Errors: Untrusted, Unproven, PolicyUnmet, each
/// naming the link of the chain.
Status check_receipt(const crypto::Evidence& receipt, const crypto::DepositId& id, const crypto::Policy& policy,
                     Time now);

/// Whether a receipt may be written there: what is there already must be a receipt, and of `held`. Errors: Conflict.
Status check_receipt_place(const std::filesystem::path& path, const std::optional<crypto::DepositId>& held);

Status keep_receipt(const crypto::Evidence& receipt, const std::filesystem::path& path);

}  // namespace assay::escrow
