// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/tlog_policy.hpp"

namespace assay::crypto {

constexpr std::size_t kTlogProofBytesMax = kNoteBytesMax;

/// That something is in a log, in one file that can be checked offline.
///
/// - At most kProofHashesMax hashes. The checkpoint is kept as it was given, and is not judged before `verify`.
///
/// Text form: proof.md. Source: C2SP tlog-proof.
class TlogProof {
public:
    TlogProof(LeafIndex index, MerkleProof hashes, const Note& checkpoint)
        : index_(index), hashes_(std::move(hashes)), checkpoint_(checkpoint.render()) {}

    /// Reads the text form exactly: `parse(p.render())` gives `p` back. Errors: Invalid, Limit.
    static Result<TlogProof> parse(std::string_view text);
    std::string render() const;

    LeafIndex index() const { return index_; }
    const MerkleProof& hashes() const { return hashes_; }
    const std::string& unverified_checkpoint() const { return checkpoint_; }
    /// Bytes of the application, empty where there are none. Nothing vouches for them.
    const Bytes& unauthenticated_extra() const { return extra_; }

    /// Ok when the policy's log vouches for that leaf, its quorum of witnesses has seen it do so, and the log signed
    /// with the keys asked for. Gives what was found. Errors: Invalid when the checkpoint is malformed; Untrusted when
    /// a signature or the inclusion does not hold; PolicyUnmet when all holds and is not enough.
    Result<CheckedCheckpoint> verify(const TlogPolicy& policy, const MerkleHash& leaf, LogKeys log_keys) const;

    friend bool operator==(const TlogProof&, const TlogProof&) = default;

private:
    TlogProof(LeafIndex index, MerkleProof hashes, std::string checkpoint, Bytes extra)
        : index_(index), hashes_(std::move(hashes)), checkpoint_(std::move(checkpoint)), extra_(std::move(extra)) {}

    LeafIndex index_;
    MerkleProof hashes_;
    std::string checkpoint_;
    Bytes extra_;
};

}  // namespace assay::crypto
