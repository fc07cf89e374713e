// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/statement.hpp"
#include "crypto/tlog/merkle.hpp"

namespace assay::crypto {

/// A statement's place in the log, as of one of a set's checkpoints.
struct StatementProof {
    StatementId statement;
    std::uint64_t index;
    std::vector<MerkleHash> path;  ///< leaf to root
    std::size_t checkpoint;        ///< position in ProofSet::checkpoints
};

/// Proofs of statements under signed checkpoints, each checkpoint once.
///
/// - One proof a statement. Every checkpoint is some proof's.
/// - Reading checks form and counts; whether a proof holds is for check.hpp.
///
/// JSON form: members "checkpoints" and "proofs" of an object, see evidence.md.
class ProofSet {
public:
    static constexpr std::size_t kProofsMax = 600;
    static constexpr std::size_t kCheckpointsMax = 64;

    /// Adds a proof under a checkpoint (a note's text), replacing an earlier proof of the same statement.
    void prove(const StatementId& statement, std::uint64_t index, std::vector<MerkleHash> path,
               const std::string& checkpoint);
    /// Takes over the proofs of statements that have none here.
    void merge(const ProofSet& other);

    const std::vector<StatementProof>& proofs() const { return proofs_; }
    const std::vector<std::string>& checkpoints() const { return checkpoints_; }
    const StatementProof* find(const StatementId& statement) const;
    const std::string& checkpoint_of(const StatementProof& proof) const { return checkpoints_[proof.checkpoint]; }

    /// Sets the two members on an object.
    void render_into(Json& json) const;
    /// Errors: Invalid, Limit.
    static Result<ProofSet> read(Record& record);

private:
    void drop_unused_checkpoints();
    std::vector<StatementProof> proofs_;
    std::vector<std::string> checkpoints_;
};

}  // namespace assay::crypto
