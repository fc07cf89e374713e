// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/chain_history.hpp"
#include "verifier/explain/compare.hpp"

namespace assay::verifier {

/// What is deployed, and how it is to be rebuilt.
struct VerifyRequest {
    std::vector<std::filesystem::path> deployed;  ///< files, or folders of them
    std::optional<std::string> artifact;  ///< which artifact a single deployed file should be; else found by name
    RebuildOptions rebuild;
};

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

using VerifyResult = std::variant<VerifyAnswer, Refused>;

/// The room's main job: accepts and rebuilds a deposit where that is not done yet, compares what is deployed with what
/// was rebuilt, signs the verdict with its grade and puts it into the outbox with the evidence that waits for proofs. A
/// bad verdict is an answer like a good one. Where two rebuilds of the chain disagree, or the comparer failed its own
/// test, nothing is comparable. Errors: NotFound for a deployed file; Invalid for a deployed folder that holds what
/// cannot be judged, as a device or a link out of it; Conflict for a file that changes while it is read; Refused for a
/// deposit of class source-only.
Result<VerifyResult> verify(AcceptContext& context, const RoomDeposit& deposit, const VerifyRequest& request);

}  // namespace assay::verifier
