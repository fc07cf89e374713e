// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle_proof.hpp"

#include <bit>

namespace assay::crypto {

namespace {

/// The root over [start, end), which begins at a multiple of its rounded-up width: the largest complete node on the
/// left, then the rest.
Result<MerkleHash> range_root(HashReader& reader, std::uint64_t start, std::uint64_t end) {
    const auto width = end - start;
    if (std::has_single_bit(width)) {
        const auto level = static_cast<unsigned>(std::countr_zero(width));
        return reader.hash({level, start >> level});
    }
    const auto left = std::bit_floor(width);
    const auto left_hash = TRY(range_root(reader, start, start + left));
    const auto right_hash = TRY(range_root(reader, start + left, end));
    return node_hash(left_hash, right_hash);
}

Status append_path(HashReader& reader, NodeId node, std::uint64_t leaves, MerkleProof& proof) {
    for (const auto& [sibling, side] : path_to_root(node, leaves)) {
        const auto start = sibling.index << sibling.level;
        const auto end = std::min(leaves, start + (std::uint64_t{1} << sibling.level));
        proof.push_back(TRY(range_root(reader, start, end)));
    }
    return {};
}

}  // namespace

Result<MerkleHash> subtree_root(HashReader& reader, const Subtree& subtree) {
    if (subtree.empty()) return empty_root();
    return range_root(reader, subtree.start(), subtree.end());
}

Result<MerkleHash> tree_root(HashReader& reader, TreeSize size) { return subtree_root(reader, Subtree::whole(size)); }

Result<MerkleProof> prove_inclusion(HashReader& reader, LeafIndex leaf, TreeSize size) {
    if (leaf.value() >= size.value())
        return fail(ErrorKind::Invalid,
                    "making an inclusion proof: a tree of size " + size.render() + " has no leaf " + leaf.render());
    MerkleProof proof;
    TRY(append_path(reader, {0, leaf.value()}, size.value(), proof));
    return proof;
}

Result<MerkleProof> prove_consistency(HashReader& reader, TreeSize older, TreeSize newer) {
    if (older == TreeSize(0))
        return fail(ErrorKind::Invalid, "making a consistency proof: nothing can be proven of an empty tree");
    return prove_subtree_consistency(reader, Subtree::whole(older), newer);
}

Result<MerkleProof> prove_subtree_consistency(HashReader& reader, const Subtree& subtree, TreeSize size) {
    if (subtree.end() > size.value())
        return fail(ErrorKind::Invalid, "making a consistency proof: size " + std::to_string(subtree.end()) +
                                            " is above the tree's size " + size.render());
    MerkleProof proof;
    if (subtree.empty()) return proof;
    const auto start = consistency_start(subtree, size.value());
    if (!start.hash_is_known) proof.push_back(TRY(reader.hash(start.node)));
    TRY(append_path(reader, start.node, size.value(), proof));
    return proof;
}

}  // namespace assay::crypto
