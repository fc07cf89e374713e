// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/temp.hpp"
#include "crypto/statement/commitment.hpp"
#include "escrow/action/deposit.hpp"
#include "storage/index/seal_tree.hpp"
#include "storage/intake/intake.hpp"
#include "storage/recipe/build_inputs.hpp"

namespace assay::escrow {

/// A file the vendor built itself.
struct OwnArtifact {
    std::filesystem::path path;
    RelativePath at;  ///< in the deposit
    std::uint64_t size;
    crypto::DigestSet digest;
};

/// Everything a vendor deposits, read once to say what it is.
///
/// - Product and version are those that the source says of itself, where it says any, and none it hints against unless
///   that was asked for.
/// - No secret was found in source, recipe and artifacts but those in `allowed`.
struct DepositInputs {
    TempFolder work;  ///< for what had to be unpacked
    storage::Intake intake;
    std::optional<storage::BuildInputs> build;
    std::vector<OwnArtifact> artifacts;
    std::vector<storage::SecretAllowance> allowed;  ///< by path: recipe and artifacts by where they lie in the deposit
    std::string product, version;

    /// The fields of the closed part, as values: what a fingerprint is taken of, and what is committed to.
    std::vector<std::pair<std::string, Json>> closed_fields() const;
    /// What goes into the tree of the deposit.
    Result<std::vector<storage::TreeInput>> tree() const;
    /// Whether what was sealed is what was read before: others may write there. Errors: Conflict, naming what changed.
    Status check_sealed(const storage::SealedTree& sealed) const;
};

/// Errors: Refused for secrets that are not allowed; Untrusted when the product is not the source's; those of intake,
/// recipe, lock and materials.
Result<DepositInputs> read_inputs(const DepositRequest& request, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::escrow
