// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/deposit_id.hpp"
#include "verifier/rebuild/build.hpp"

namespace assay::verifier {

/// A rebuild as a SLSA provenance v1 predicate: the rebuild statement's closed field `provenance`.
/// Source: slsa.dev/provenance/v1. Build type: `urn:assay:build:recipe:1`.
struct ProvenanceInput {
    crypto::DepositId deposit;
    crypto::IdentityId room;
    const storage::Recipe& recipe;
    crypto::Sha256 recipe_digest;
    const Environment& environment;
    const BuildResult& result;
    Json source;    ///< the deposit's closed field `source`
    Json snapshot;  ///< as recomputed
};
Json render_provenance(const ProvenanceInput& input);

/// `outputs` of the rebuild statement: path, size, digests of each artifact.
Json render_outputs(const BuildResult& result);

}  // namespace assay::verifier
