// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle_path.hpp"

namespace assay::crypto {

/// A complete subtree at its place: every tree of one log that has all of its leaves has this hash there.
struct CompleteSubtree {
    NodeId node;  ///< over the leaves [index * 2^level, (index + 1) * 2^level)
    MerkleHash hash;

    friend bool operator==(const CompleteSubtree&, const CompleteSubtree&) = default;
};

/// The complete subtrees whose hashes follow from one inclusion proof: those on the leaf's path and those beside it,
/// the leaf itself first; the whole tree too where its size is a power of two. What the tree's end cuts off is left
/// out, unless it is a smaller complete subtree. Errors: Untrusted when the proof does not hold.
Result<std::vector<CompleteSubtree>> subtrees_of_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof,
                                                           const TreeHead& tree);

}  // namespace assay::crypto
