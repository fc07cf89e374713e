// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"
#include "crypto/record/sealed_part.hpp"

namespace assay::crypto {

/// The room's record of one rebuild: what went in, where it ran, what came out.
///
/// Closed fields: `provenance` (SLSA provenance v1 predicate), `outputs` (path, size, digests of each artifact),
/// `opaque` (opaque inputs the build read), `log` (digest of the build log; how a failed build ended, and the end of
/// its log), `chain` (what its chain is about).
struct Rebuild {
    /// A build that failed is recorded too.
    enum class Outcome { Built, Failed };

    IdentityId room;
    Time time;
    StatementLink deposit;
    StatementLink acceptance;
    Outcome outcome;
    Json commitments;
    std::vector<SealedPartRecord> sealed = {};  ///< its closed part, to vendor and rooms
    std::optional<ChainPlace> chain = {};       ///< none: an experiment, on which no verdict rests

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Rebuild> parse(const Statement& statement);
};

}  // namespace assay::crypto
