// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/progress.hpp"
#include "crypto/evidence/policy.hpp"
#include "escrow/action/destination.hpp"
#include "escrow/action/product_named.hpp"
#include "storage/intake/missing_parts.hpp"
#include "storage/secrets/allowance.hpp"

namespace assay::escrow {

/// What a vendor deposits, under which agreement and whose keys.
struct DepositRequest {
    std::string source;                            ///< as `escrow deposit` takes it: .dsc, archive, folder, repository
    std::optional<std::filesystem::path> recipe;   ///< none: a deposit of class source-only
    std::vector<std::filesystem::path> artifacts;  ///< what the vendor built itself, kept beside
    std::filesystem::path agreement, policy, key;
    std::filesystem::path receipt;                ///< where the receipt goes; empty where none is given
    std::vector<storage::AllowedPath> allowed;    ///< secrets that are allowed
    std::optional<std::string> product, version;  ///< where no recipe says them
    bool again = false;                           ///< deposit once more what is held already
    bool any_work_tree = false;                   ///< take a commit whatever lies beside it
    AsNamed as_named = AsNamed::No;               ///< whatever product the source hints at
};

/// What became of it: one deposit, whatever happened on the way.
struct DepositAnswer {
    crypto::DepositId id;
    enum class Outcome { Held, AlreadyHeld, Transferred } outcome;
    storage::Snapshot snapshot;
    std::string product, version;
    std::uint64_t pieces, sealed_bytes, source_bytes;
    std::vector<std::string> notes;                 ///< of the intake
    std::vector<storage::SecretAllowance> allowed;  ///< secrets that stay, recorded for reviewers
    storage::MissingParts missing;                  ///< what the release names and does not hold
};

/// The vendor's main job: takes a source in, seals it with recipe, lock, materials and artifacts, and hands it over.
/// Nothing leaves before it is sealed; recipients come from the agreement alone, held against the vendor's own policy.
///
/// Killed at any moment and called again with the same request it continues, and there is one deposit. What is
/// transferred only is no more held than what was interrupted: asked for again, the same deposit is made again.
///
/// What can fail without the custodian fails before it is asked; what it can refuse without the pieces, and what its
/// proofs lack, shows before the first piece leaves.
///
/// What a room refuses as unpacking to too much of too little is refused here: early where holes show it, else once it
/// is sealed.
///
/// Everything is read twice, first to say what it is. Errors: Conflict when it changed in between, and for a receipt's
/// place that is taken, before anything is held; Refused for secrets found, an agreement that is not the vendor's;
/// Untrusted and Unproven for parties; those of intake, recipe and destination.
Result<DepositAnswer> deposit(const DepositRequest& request, Destination& destination, const Clock& clock,
                              Random& random, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::escrow
