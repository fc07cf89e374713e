// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/collect.hpp"
#include "escrow/client/custodian.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// What a custodian has of one deposit, with what one party's key opens of it.
struct OpenedStatements {
    DepositStatements told;
    crypto::IdentityBook book;             ///< everybody in the receipt
    crypto::OpenedStatements known;        ///< the deposit's own statement, and each of `told`
    std::vector<crypto::Statement> about;  ///< of `told`, what rooms said about this deposit, in the order of the log
    std::vector<Error> unopened;           ///< closed parts that came for the party and do not open

    /// The closed part of a statement, where it was opened.
    const crypto::ClosedPart* closed(const crypto::StatementId& id) const;
};

/// Fetches it as the vendor or a room of the agreement. Signatures hold by the identities in the receipt; whether that
/// is sound is for who checks it. Closed parts are held against what their statements commit to; one that is not so is
/// named and left out.
///
/// Errors: Refused for a key that opens nothing of the deposit; Untrusted when the deposit or a statement's signature
/// does not hold; those of the custodian.
Result<OpenedStatements> open_statements(const crypto::DepositId& id, const storage::KeyFolder& party,
                                         Custodian& custodian);

}  // namespace assay::escrow
