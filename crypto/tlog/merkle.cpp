// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle.hpp"

#include "crypto/primitive/digest.hpp"
#include "crypto/tlog/merkle_path.hpp"

#include <bit>

namespace assay::crypto {

namespace {

MerkleHash as_merkle(const Sha256& digest) { return MerkleHash(digest.array()); }

std::unexpected<Error> untrusted(std::string message) { return fail(ErrorKind::Untrusted, std::move(message)); }

std::unexpected<Error> wrong_length(std::size_t has, std::size_t needs) {
    return untrusted("the proof has " + std::to_string(has) + " hashes, " + std::to_string(needs) + " belong there");
}

MerkleHash step_up(const MerkleHash& hash, const PathStep& step, const MerkleHash& sibling) {
    return step.side == PathStep::Side::Left ? node_hash(sibling, hash) : node_hash(hash, sibling);
}

/// A subtree's start is aligned, so its inside is shaped as a tree of its own.
Result<MerkleHash> subtree_root_from_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof,
                                               const Subtree& subtree) {
    const auto index = leaf.index.value();
    if (index < subtree.start() || index >= subtree.end())
        return untrusted("leaf " + leaf.index.render() + " is not among the leaves from " +
                         std::to_string(subtree.start()) + " to before " + std::to_string(subtree.end()));
    const auto path = path_to_root({0, index - subtree.start()}, subtree.width());
    if (proof.size() != path.size()) return wrong_length(proof.size(), path.size());
    auto hash = leaf.hash;
    for (std::size_t i = 0; i < path.size(); ++i) hash = step_up(hash, path[i], proof[i]);
    return hash;
}

}  // namespace

MerkleHash leaf_hash(ByteView entry) {
    constexpr std::uint8_t kLeaf = 0;
    return as_merkle(HashStream<Sha256>().update({&kLeaf, 1}).update(entry).finish());
}

MerkleHash node_hash(const MerkleHash& left, const MerkleHash& right) {
    std::array<std::uint8_t, 1 + 2 * MerkleHash::kSize> node;
    node[0] = 1;
    std::memcpy(node.data() + 1, left.data(), MerkleHash::kSize);
    std::memcpy(node.data() + 1 + MerkleHash::kSize, right.data(), MerkleHash::kSize);
    return as_merkle(sha256(node));
}

const MerkleHash& empty_root() {
    static const MerkleHash root = as_merkle(sha256({}));
    return root;
}

Status check_empty_tree(const TreeHead& head) {
    if (head.size == TreeSize(0) && head.root != empty_root())
        return untrusted("a tree of size 0 has a root that is not the hash of no bytes");
    return {};
}

Result<Subtree> Subtree::from(std::uint64_t start, std::uint64_t end) {
    if (end > TreeSize::kMax) return fail(ErrorKind::Limit, "a subtree ends above 2^63-1");
    if (start > end) return fail(ErrorKind::Invalid, "a subtree ends before it starts");
    if (start != end && start % std::bit_ceil(end - start) != 0)
        return fail(ErrorKind::Invalid, "the leaves from " + std::to_string(start) + " to before " +
                                            std::to_string(end) + " are no subtree: the start is not aligned");
    return Subtree(start, end);
}

Result<MerkleHash> root_from_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, TreeSize size) {
    return subtree_root_from_inclusion(leaf, proof, Subtree::whole(size));
}

Status verify_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, const TreeHead& tree) {
    return verify_subtree_inclusion(leaf, proof, Subtree::whole(tree.size), tree.root);
}

Status verify_subtree_inclusion(const Leaf& leaf, std::span<const MerkleHash> proof, const Subtree& subtree,
                                const MerkleHash& root) {
    const auto doing = "proving that leaf " + leaf.index.render() + " is included";
    const auto computed = TRY_WITHIN(doing, subtree_root_from_inclusion(leaf, proof, subtree));
    if (computed != root) return untrusted(doing + ": the root does not follow from the proof");
    return {};
}

Status verify_consistency(const TreeHead& older, std::span<const MerkleHash> proof, const TreeHead& newer) {
    const auto doing = "proving that size " + newer.size.render() + " extends size " + older.size.render();
    if (older.size == TreeSize(0)) return untrusted(doing + ": nothing can be proven of an empty tree");
    if (auto status = verify_subtree_consistency(Subtree::whole(older.size), older.root, proof, newer); !status)
        return fail(std::move(status).error().within(doing));
    return {};
}

// Climbs from the start node to the root twice at once: with every sibling it must reach the tree's root, with the left
// siblings inside the subtree alone it must reach the subtree's.
Status verify_subtree_consistency(const Subtree& subtree, const MerkleHash& root, std::span<const MerkleHash> proof,
                                  const TreeHead& tree) {
    const auto leaves = tree.size.value();
    if (subtree.end() > leaves) return untrusted("the part is larger than the tree");
    if (subtree.empty()) {
        if (!proof.empty()) return wrong_length(proof.size(), 0);
        if (root != empty_root()) return untrusted("the root of an empty part is not the hash of no bytes");
        return {};
    }
    const auto start = consistency_start(subtree, leaves);
    const auto path = path_to_root(start.node, leaves);
    const std::size_t given = start.hash_is_known ? 0 : 1;
    if (proof.size() != path.size() + given) return wrong_length(proof.size(), path.size() + given);

    auto subtree_hash = start.hash_is_known ? root : proof[0];
    auto tree_hash = subtree_hash;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto& sibling = proof[i + given];
        tree_hash = step_up(tree_hash, path[i], sibling);
        if (path[i].side == PathStep::Side::Left && path[i].sibling.level < start.subtree_level)
            subtree_hash = node_hash(sibling, subtree_hash);
    }
    if (subtree_hash != root) return untrusted("the older root does not follow from the proof");
    if (tree_hash != tree.root) return untrusted("the newer root does not follow from the proof");
    return {};
}

}  // namespace assay::crypto
