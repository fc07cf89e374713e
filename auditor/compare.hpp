// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "crypto/evidence/contradictions.hpp"
#include "crypto/evidence/histories.hpp"

#include <filesystem>

namespace assay::auditor {

/// Two evidence files to be held against each other, and whose logs count.
struct CompareRequest {
    std::array<std::filesystem::path, 2> evidence;
    std::filesystem::path policy;
};

/// What was found in two evidence files.
struct CompareAnswer {
    crypto::HistoryComparison comparison;
    std::optional<crypto::Fork> fork;        ///< what the comparison's proof shows
    crypto::StatementComparison statements;  ///< whose signers contradict themselves, both logs being honest
    std::string overlap;                     ///< which histories the policy's quorums prevent, in words
    bool quorums_meet = false;
    std::array<std::string, 2> evidence_sha256;
    std::string policy_sha256;
};

/// Reads two evidence files and says whether they can be of one history, and whether a signer contradicts itself in
/// them. Nothing else of them is checked. Errors: what
/// keeps a file from being read, a file that is no evidence, a policy that cannot be used.
Result<CompareAnswer> compare(const CompareRequest& request);

/// 0 when they can be of one history, 11 when there was nothing to compare, 13 when they cannot, or when a signer
/// contradicts itself.
int exit_status_of(const CompareAnswer& answer);

/// What a fork proof was found to be worth.
struct ForkAnswer {
    Result<crypto::Fork> fork;
    std::string proof_sha256, policy_sha256;
};

/// Whether a file means to be a fork proof, by how it begins. Errors: those of reading it.
Result<bool> is_fork_proof(const std::filesystem::path& path);

/// Checks a fork proof under a policy. Errors: what keeps a file from being read, a policy that cannot be used.
Result<ForkAnswer> check_fork_proof(const std::filesystem::path& proof, const std::filesystem::path& policy);

/// 13 when the fork is proven; 11 when the policy lists no such log or the format is newer; else 10.
int exit_status_of(const ForkAnswer& answer);

}  // namespace assay::auditor
