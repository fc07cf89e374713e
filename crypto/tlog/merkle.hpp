// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "crypto/tlog/tree_number.hpp"

#include <span>
#include <vector>

namespace assay::crypto {

/// A leaf's, node's or tree's hash in an RFC 6962 tree over SHA-256.
using MerkleHash = FixedBytes<32, struct MerkleHashTag>;

/// SHA-256(0x00 ‖ entry). Source: RFC 6962, 2.1.
MerkleHash leaf_hash(ByteView entry);
/// SHA-256(0x01 ‖ left ‖ right). Source: RFC 6962, 2.1.
MerkleHash node_hash(const MerkleHash& left, const MerkleHash& right);
/// The root of a tree without leaves: the hash of no bytes.
const MerkleHash& empty_root();

/// A whole tree: how many leaves, and the root over them.
struct TreeHead {
    TreeSize size;
    MerkleHash root;

    friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

/// Ok unless the size is 0 and the root is not that of an empty tree. Errors: Untrusted.
Status check_empty_tree(const TreeHead& head);

/// The leaves [start, end) of a tree, together under one node in every tree that is large enough.
///
/// - start <= end, and start is a multiple of the smallest power of two that is not below end - start.
/// - Empty only when start == end.
///
/// Source: draft-ietf-plants-merkle-tree-certs-03, 4.1; the empty one as the shared vectors have it.
class Subtree {
public:
    /// Errors: Invalid when it is none, Limit above 2^63-1.
    static Result<Subtree> from(std::uint64_t start, std::uint64_t end);
    static Subtree whole(TreeSize size) { return {0, size.value()}; }

    std::uint64_t start() const { return start_; }
    std::uint64_t end() const { return end_; }
    std::uint64_t width() const { return end_ - start_; }
    bool empty() const { return start_ == end_; }

    friend bool operator==(const Subtree&, const Subtree&) = default;

private:
    Subtree(std::uint64_t start, std::uint64_t end) : start_(start), end_(end) {}
    std::uint64_t start_;
    std::uint64_t end_;
};

/// Sibling hashes from the leaf's side up to the root's; at most 63 of them are ever right.
using MerkleProof = std::vector<MerkleHash>;
constexpr std::size_t kProofHashesMax = 63;

/// One leaf at its place.
struct Leaf {
    LeafIndex index;
    MerkleHash hash;
};

/// The root that follows from a leaf and its proof. Errors: Untrusted when the leaf is not below `size` or the proof
/// has a wrong number of hashes. Source: RFC 6962, 2.1.1.
Result<MerkleHash> root_from_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, TreeSize size);

/// Ok when the leaf is in the tree. Errors: Untrusted.
Status verify_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, const TreeHead& tree);

/// Ok when the leaf (numbered in the whole tree) is in the subtree with that root. Errors: Untrusted.
Status verify_subtree_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, const Subtree& subtree,
                                const MerkleHash& root);

/// Ok when `newer` begins with the leaves of `older`. An older size of 0 is refused: everything follows an empty tree,
/// so there is nothing such a proof could show. Errors: Untrusted. Source: RFC 6962, 2.1.2.
Status verify_consistency(const TreeHead& older, std::span<const MerkleHash> proof, const TreeHead& newer);

/// Ok when the subtree with that root is part of the tree; an empty subtree is part of any. Errors: Untrusted.
/// Source: draft-ietf-plants-merkle-tree-certs-03, 4.4.
Status verify_subtree_consistency(const Subtree& subtree, const MerkleHash& root, std::span<const MerkleHash> proof,
                                  const TreeHead& tree);

}  // namespace assay::crypto
