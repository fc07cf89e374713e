// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/collect.hpp"
#include "escrow/client/custodian.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// What a custodian has of one deposit, with what one party's key opens of it.
struct OpenedStatements {
    DepositStatements told;
    crypto::IdentityBook book;       ///< everybody in the receipt
    crypto::OpenedStatements known;  ///< the deposit's own statement, and each of `told`
    std::vector<crypto::Statement>
        about;  ///< of `told`, what rooms of its agreement said about this deposit, once each
    std::vector<Error>
        faults;  ///< closed parts that do not come or do not open, and statements of who is no room of it

    /// The closed part of a statement, where it was opened.
    const crypto::ClosedPart* closed(const crypto::StatementId& id) const;
};

/// Fetches it as the vendor or a room of the agreement.
///
/// - The deposit's id fixes its agreement, and that its rooms: a custodian cannot add one. Each statement is signed by
///   the identity it names. That it is logged, and what it is worth, is for who checks evidence.
/// - Closed parts are held against what their statements commit to; a part that a statement names for the party, and
///   that did not come or is another, is a fault.
///
/// Errors: Refused for a key that opens nothing of the deposit; Untrusted when the deposit, its agreement or a
/// statement's signature does not hold; those of the custodian.
Result<OpenedStatements> open_statements(const crypto::DepositId& id, const storage::KeyFolder& party,
                                         Custodian& custodian);

}  // namespace assay::escrow
