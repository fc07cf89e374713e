// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// The room's record of one rebuild: what went in, where it ran, what came out.
///
/// Closed fields: `provenance` (SLSA provenance v1 predicate), `outputs` (path, size, digests of each artifact),
/// `opaque` (opaque inputs the build read), `log` (digest of the build log).
struct Rebuild {
    enum class Outcome { Built, Failed };

    IdentityId room;
    Time time;
    Link deposit;
    Link acceptance;
    Outcome outcome;
    Json commitments;

    std::string payload() const;
    static Result<Rebuild> parse(const Statement& statement);
};

}  // namespace assay::crypto
