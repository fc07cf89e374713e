// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/evidence/fork.hpp"

namespace assay::crypto {

/// What two evidence files show of one log of which both speak.
struct SharedLog {
    std::string origin;
    std::array<std::vector<std::uint64_t>, 2> sizes;  ///< of the trees of each file, ascending
    std::array<std::size_t, 2> compared{};  ///< how many of them show a subtree or root that the other file shows too
    std::size_t subtrees = 0;               ///< that both files show, whole trees of one size among them
};

/// Whether two evidence files can be of one history, as far as their proofs show.
struct HistoryComparison {
    std::vector<SharedLog> logs;           ///< the policy's logs of which both files speak, by origin
    std::vector<std::string> passed_over;  ///< what does not hold in a file and was left out, a sentence each
    std::optional<ForkProof> fork;         ///< also when one of the files alone shows it

    /// Whether anything of one file could be held against the other.
    bool could_compare() const;
};

/// Compares all that two evidence files prove of the policy's logs: of every checkpoint that is signed with all keys
/// listed for its log, the root and the complete subtrees that its inclusion proofs show. Nothing else of the files is
/// checked. Finds a fork whenever a subtree that both show differs.
HistoryComparison compare_histories(const Evidence& first, const Evidence& second, const TlogPolicy& policy);

/// The same within one file whose checkpoints were judged already: for each in their order the judgement, null where it
/// is not to be relied on. Proofs that do not hold are left out.
std::optional<ForkProof> find_fork(const Evidence& evidence, std::span<const CheckedCheckpoint* const> checked);

}  // namespace assay::crypto
