// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"
#include "crypto/statement/deposit_id.hpp"

namespace assay::escrow {

/// What became of the statements of an outbox: each is proven to be in the log, or refused with the reason. One that is
/// refused holds back only those that rest on it.
///
/// JSON form: `assay-submission-v1`, ../service/api.md.
struct SubmissionAnswer {
    struct Refused {
        crypto::StatementId statement;
        Error why;
    };
    /// What the custodian flags about a deposit of which these statements speak: its own word, which the statements it
    /// names prove.
    struct Flagged {
        crypto::DepositId deposit;
        std::string what;  ///< one sentence, lower case, no full stop
        std::vector<crypto::StatementId> statements;
        bool excludes;  ///< no favourable verdict of that chain counts; a remark otherwise
    };
    static constexpr std::size_t kFlaggedMax = 256, kNamedMax = 64;

    crypto::ProofSet proofs;
    std::vector<Refused> refused;
    std::vector<Flagged> conflicts;

    Json render() const;
    /// Form and counts only: whether a proof holds is for its reader. Errors: Invalid, Unsupported, Limit.
    static Result<SubmissionAnswer> parse(const Json& json);
};

}  // namespace assay::escrow
