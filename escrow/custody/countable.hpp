// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/endorsed.hpp"

/// Whether a statement that gets its leaf now can count for a reader of the log. The time of a signature is the time at
/// which a log under witnesses first had the statement, so a custodian's clock tells beforehand what every reader would
/// find later. A leaf that no reader believes is not written.
namespace assay::escrow {

/// Errors: Untrusted for a statement dated more than crypto::kClocksApartSeconds after `now`.
Status check_not_ahead(Time claimed, Time now);

/// Whether its signer may act now, whatever time the statement itself gives. Errors: as Endorsers::valid_at, saying why
/// an earlier date does not help, with a hint that says what the room can do.
Status check_may_sign_now(const crypto::Endorsers& signer, Time now);

}  // namespace assay::escrow
