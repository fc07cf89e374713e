// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "storage/export/outbox.hpp"

namespace assay::escrow {

/// All that a custodian has of what was said about a deposit, for one party: enough for evidence of its verdicts.
///
/// - `statements` are those about the deposit but accesses and exports that no room has accepted, on which no verdict
///   rests, and those of other deposits that concern the party in the chains of rooms these are in: the last
///   ChainPlace::kShownLeast of each. Of closed parts it has the party's own.
///
/// JSON form: `assay-statements-v1`, ../service/api.md.
struct DepositStatements {
    static constexpr std::size_t kStatementsMax = crypto::ProofSet::kProofsMax;
    /// Of envelopes and closed parts together: in base64, with receipt and proofs, below what a client takes.
    static constexpr std::size_t kBytesMax = 20U << 20;

    crypto::Evidence receipt;
    std::vector<storage::OutgoingStatement> statements;
    crypto::ProofSet proofs;  ///< of the statements

    Json render() const;
    /// Form and counts only. Errors: Invalid, Unsupported, Limit.
    static Result<DepositStatements> parse(const Json& json);
};

}  // namespace assay::escrow
