// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle_subtrees.hpp"

#include <bit>

namespace assay::crypto {

namespace {

/// The node's leaves as a complete subtree, where they are one in a tree of `leaves` leaves.
std::optional<NodeId> complete(NodeId node, std::uint64_t leaves) {
    const auto start = node.index << node.level;
    const auto width = std::min(leaves - start, std::uint64_t{1} << node.level);
    if (!std::has_single_bit(width)) return std::nullopt;
    const auto level = static_cast<unsigned>(std::countr_zero(width));
    return NodeId{level, start >> level};
}

}  // namespace

Result<std::vector<CompleteSubtree>> subtrees_of_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof,
                                                           const TreeHead& tree) {
    TRY(verify_inclusion(leaf, proof, tree));
    const auto leaves = tree.size.value();
    std::vector<CompleteSubtree> out;
    const auto add = [&](NodeId node, const MerkleHash& hash) {
        if (const auto whole = complete(node, leaves)) out.push_back({*whole, hash});
    };
    auto hash = leaf.hash;
    add({0, leaf.index.value()}, hash);
    const auto path = path_to_root({0, leaf.index.value()}, leaves);
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto& [sibling, side] = path[i];
        add(sibling, proof[i]);
        hash = side == PathStep::Side::Left ? node_hash(proof[i], hash) : node_hash(hash, proof[i]);
        add({sibling.level + 1, sibling.index >> 1}, hash);
    }
    return out;
}

}  // namespace assay::crypto
