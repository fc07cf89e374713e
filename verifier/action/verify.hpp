// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/chain_history.hpp"
#include "verifier/action/deployed.hpp"
#include "verifier/explain/compare.hpp"

namespace assay::verifier {

/// What is deployed, and how it is to be rebuilt.
struct VerifyRequest {
    std::vector<std::filesystem::path> deployed;  ///< files, or folders of them
    std::optional<std::string> artifact;  ///< which artifact a single deployed file should be; else found by name
    RebuildOptions rebuild;
};

/// What is to be judged against what. Known before anything is built, reserved or signed but the acceptance.
struct VerifyPlan {
    OpenedDeposit opened;
    FoundDeployed found;
    std::vector<RelativePath> declared;                  ///< the recipe's artifacts
    std::vector<std::optional<RelativePath>> artifacts;  ///< by file of `found`: which of the recipe's it should be
    bool is_rebuilt;                                     ///< an earlier rebuild is taken, nothing is built

    /// The paths given as deployed, files or folders, of which nothing is called like an artifact: a wrong folder, or a
    /// file that was renamed.
    std::vector<std::filesystem::path> strangers() const;
};

using PlanResult = std::variant<VerifyPlan, Refused>;

/// Finds what is deployed, accepts the deposit where that is not done yet, and holds both against each other by names.
/// Errors: NotFound for a deployed file; Invalid for a deployed folder that holds what cannot be judged, as a device or
/// a link out of it; Usage for an artifact that the recipe does not declare, with those it does, and for one artifact
/// of several files; Refused for a deposit of class source-only.
Result<PlanResult> plan_verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request);

/// Whether the room has accepted a deposit, so that planning signs nothing.
Result<bool> is_accepted(const AcceptContext& context, const RoomDeposit& deposit);

/// A verdict, as given.
struct VerifyAnswer {
    crypto::VerdictKind verdict;
    std::vector<Compared> compared;
    crypto::Grade grade;
    std::string product, version;
    crypto::DepositId deposit;
    std::string room;
    RebuildRecord rebuild;
    crypto::Evidence evidence;                ///< signed, not logged yet
    std::uint64_t ordinal;                    ///< of the verdict, in its chain
    std::vector<EarlierStatement> earlier;    ///< what comes before it there, by ordinal
    std::vector<crypto::DeployedLink> links;  ///< passed over: symbolic links to others of the deployed files
};

/// The room's main job: rebuilds a deposit where that is not done yet, compares what is deployed with what was rebuilt,
/// signs the verdict with its grade and puts it into the outbox with the evidence that waits for proofs. A bad verdict
/// is an answer like a good one. Where two rebuilds of the chain disagree, or the comparer failed its own test, nothing
/// is comparable. Errors: Conflict for a file that changes while it is read; those of rebuild.
Result<VerifyAnswer> verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request,
                            VerifyPlan plan);

}  // namespace assay::verifier
