// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle.hpp"

namespace assay::crypto {

/// A node of a tree: it covers the leaves [index * 2^level, (index + 1) * 2^level), as far as the tree has them.
struct NodeId {
    unsigned level;  ///< 0 for leaves, at most 62
    std::uint64_t index;

    friend auto operator<=>(const NodeId&, const NodeId&) = default;
};

/// One step from a node towards the root: the sibling it is hashed with, and the side on which that is. A left
/// sibling is always complete; a right one may be cut off by the tree's end.
struct PathStep {
    /// On which side of the path the sibling is.
    enum class Side { Left, Right };
    NodeId sibling;
    Side side;
};

/// All steps from `node` to the root of a tree of `leaves` leaves, of which the node has at least one. Both verifying
/// and making proofs walk this path, so they agree on its shape.
std::vector<PathStep> path_to_root(NodeId node, std::uint64_t leaves);

/// Where a consistency proof starts. If the subtree is itself a node of the tree, that node, whose hash the verifier
/// has already; else the last complete node within the subtree, whose hash is the proof's first.
struct ConsistencyStart {
    NodeId node;
    bool hash_is_known;
    unsigned subtree_level;  ///< of the smallest complete node that could hold the subtree
};
ConsistencyStart consistency_start(const Subtree& subtree, std::uint64_t leaves);

}  // namespace assay::crypto
