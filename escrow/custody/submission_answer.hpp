// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"

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
    crypto::ProofSet proofs;
    std::vector<Refused> refused;

    Json render() const;
    /// Form and counts only: whether a proof holds is for its reader. Errors: Invalid, Unsupported, Limit.
    static Result<SubmissionAnswer> parse(const Json& json);
};

}  // namespace assay::escrow
