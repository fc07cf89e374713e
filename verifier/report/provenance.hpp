// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/deposit_id.hpp"
#include "storage/snapshot/snapshot.hpp"
#include "verifier/report/environment_record.hpp"

#include <map>

namespace assay::verifier {

/// How many bytes of the end of a failed build's log its statement holds.
inline constexpr std::size_t kLogEndBytesMax = 16U << 10;

/// A rebuild as a SLSA provenance v1 predicate: the closed field `provenance` of a rebuild.
/// Source: slsa.dev/provenance/v1. Build type: `urn:assay:build:recipe:1`.
struct Provenance {
    /// A file the environment was made of.
    struct Material {
        std::string name;
        crypto::Sha256 sha256;
    };

    crypto::DepositId deposit;
    crypto::IdentityId room;
    std::string version;  ///< of this program
    crypto::Sha256 recipe;
    std::string directory;
    std::vector<std::string> commands;
    std::map<std::string, std::string> variables;
    storage::Snapshot snapshot;  ///< as recomputed
    std::vector<Material> materials;
    EnvironmentRecord environment;
    crypto::DigestSet log;
    Time started, finished;

    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<Provenance> parse(const Json& json);
};

}  // namespace assay::verifier
