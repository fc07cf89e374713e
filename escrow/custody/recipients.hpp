// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/agreement.hpp"
#include "crypto/record/deposit.hpp"

namespace assay::escrow {

/// Whether a deposit is sealed to the rooms and trustees of its agreement, to its vendor, and to no other party.
/// Errors: Refused, naming who is missing or too many.
Status check_recipients(const crypto::Deposit& deposit, const crypto::Agreement& terms);

}  // namespace assay::escrow
