// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "crypto/tlog/merkle_path.hpp"
#include "crypto/tlog/tlog_policy.hpp"

#include <array>

namespace assay::crypto {

/// One leaf under a checkpoint: what shows hashes of its tree.
struct ForkInclusion {
    LeafIndex index;
    MerkleHash leaf;  ///< the leaf's hash in the tree
    MerkleProof path;
};

/// One of two histories: a checkpoint, and a leaf under it where its root alone shows nothing.
struct ForkSide {
    std::string checkpoint;  ///< a signed note, as yet unverified
    std::optional<ForkInclusion> inclusion;
};

/// What a proof was found to show: one log has signed two histories that exclude each other.
struct Fork {
    std::string origin;
    std::array<TreeHead, 2> heads;
    std::optional<NodeId> subtree;     ///< complete in both trees, and different; none where one size has two roots
    std::array<MerkleHash, 2> hashes;  ///< of that subtree, else the roots
    std::array<std::vector<NoteKey>, 2> cosigned_by;  ///< witness keys of the policy, in its order

    /// The witness keys that cosigned both.
    std::vector<NoteKey> cosigned_both() const;
    /// `leaf 3`, `leaves 4 to 7`; empty where one size has two roots.
    std::string leaves() const;
    /// One sentence, lower case, no full stop.
    std::string describe() const;
};

/// The compact proof that one log has signed two histories, in one JSON file that anybody can check. Page: fork.md.
///
/// - Either both sides have an inclusion or none has.
/// - Reading checks form and sizes only: what it proves is for `check`.
/// - `render(parse(x)) == x`.
class ForkProof {
public:
    static constexpr std::size_t kBytesMax = 4U << 20;

    ForkProof(ForkSide first, ForkSide second) : sides_{std::move(first), std::move(second)} {}

    /// Whether a file means to be such a proof, by how it begins.
    static bool is_one(std::string_view text);
    /// Errors: Invalid, Limit; Unsupported for a newer format.
    static Result<ForkProof> parse(std::string_view text);
    std::string render() const { return to_json().render_pretty(); }
    Json to_json() const;

    const std::array<ForkSide, 2>& sides() const { return sides_; }

    /// What it shows under a policy, of which only the keys of the log decide; witnesses are named. Errors: Unproven
    /// when the policy lists no log of that origin; Untrusted when a signature or an inclusion does not hold, a listed
    /// key of the log has not signed one side, or both sides can be of one history; Invalid.
    Result<Fork> check(const TlogPolicy& policy) const;

private:
    std::array<ForkSide, 2> sides_;
};

}  // namespace assay::crypto
