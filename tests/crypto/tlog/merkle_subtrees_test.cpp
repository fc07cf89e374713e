// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle_subtrees.hpp"

#include "tests/crypto/tlog/reference_tree.hpp"
#include "tests/support/support.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <set>

using namespace assay;
using namespace assay::crypto;
using test::need;
using test::ReferenceTree;

namespace {

constexpr std::size_t kLeaves = 9;

std::vector<CompleteSubtree> subtrees(const ReferenceTree& tree, std::size_t leaf, std::size_t size) {
    const TreeHead head{need(TreeSize::from(size)), tree.root(0, size)};
    return need(subtrees_of_inclusion({need(LeafIndex::from(leaf)), leaf_hash(tree.entry(leaf))},
                                      tree.path(leaf, 0, size), head));
}

}  // namespace

TEST_CASE("an inclusion proof gives the hashes of all complete subtrees on and beside its path", "[crypto][merkle]") {
    const ReferenceTree tree(33);
    for (std::size_t size = 1; size <= 33; ++size)
        for (std::size_t leaf = 0; leaf < size; ++leaf) {
            std::set<NodeId> seen;
            for (const auto& [node, hash] : subtrees(tree, leaf, size)) {
                const auto start = node.index << node.level, end = (node.index + 1) << node.level;
                REQUIRE(end <= size);
                REQUIRE(hash == tree.root(start, end));
                REQUIRE(seen.insert(node).second);
            }
            for (unsigned level = 0; (std::size_t{1} << level) <= size; ++level)
                for (const auto index : {leaf >> level, (leaf >> level) ^ 1})
                    if (((index + 1) << level) <= size) REQUIRE(seen.contains({level, index}));
        }
}

TEST_CASE("a proof that does not hold gives nothing", "[crypto][merkle]") {
    const ReferenceTree tree(5);
    const TreeHead head{TreeSize(5), tree.root(0, 5)};
    auto path = tree.path(3, 0, 5);
    const Leaf leaf{LeafIndex(3), leaf_hash(tree.entry(3))};
    CHECK(subtrees_of_inclusion(leaf, path, head));
    CHECK_FALSE(subtrees_of_inclusion({LeafIndex(2), leaf.hash}, path, head));
    path.pop_back();
    CHECK(subtrees_of_inclusion(leaf, path, head).error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("two trees differ in a subtree that both proofs show, if and only if its leaves differ", "[crypto][merkle]") {
    std::size_t found = 0, same = 0;
    const ReferenceTree one(kLeaves);
    for (std::size_t fork = 0; fork <= kLeaves; ++fork) {
        const ReferenceTree other(kLeaves, fork);  // the same leaves up to `fork`, others from there on
        for (std::size_t n = 1; n <= kLeaves; ++n)
            for (std::size_t m = 1; m <= kLeaves; ++m)
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t j = 0; j < m; ++j) {
                        std::map<NodeId, MerkleHash> hashes;
                        for (const auto& [node, hash] : subtrees(one, i, n)) hashes.emplace(node, hash);
                        for (const auto& [node, hash] : subtrees(other, j, m)) {
                            const auto at = hashes.find(node);
                            if (at == hashes.end()) continue;
                            const bool is_before_fork = ((node.index + 1) << node.level) <= fork;
                            REQUIRE((at->second == hash) == is_before_fork);
                            ++(is_before_fork ? same : found);
                        }
                    }
    }
    CHECK(found > 10'000);
    CHECK(same > 10'000);
}
