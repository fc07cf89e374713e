// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle_proof.hpp"

#include "tests/crypto/tlog/reference_tree.hpp"
#include "tests/support/support.hpp"

using namespace assay;
using namespace assay::crypto;

namespace {

constexpr std::size_t kSizes = 70;

TreeSize size_of(std::uint64_t value) { return test::need(TreeSize::from(value)); }

}  // namespace

TEST_CASE("proofs and roots made from stored nodes are the reference's for every small tree", "[crypto][merkle]") {
    for (std::size_t size = 0; size <= kSizes; ++size) {
        const test::ReferenceTree tree(size);
        test::ReferenceReader reader(tree);
        REQUIRE(test::need(tree_root(reader, size_of(size))) == tree.root(0, size));
        for (std::size_t i = 0; i < size; ++i) {
            const auto proof = test::need(prove_inclusion(reader, test::need(LeafIndex::from(i)), size_of(size)));
            REQUIRE(proof == tree.path(i, 0, size));
        }
        for (std::size_t older = 1; older <= size; ++older) {
            const auto proof = test::need(prove_consistency(reader, size_of(older), size_of(size)));
            REQUIRE(proof == tree.subproof(0, older, 0, size, true));
        }
    }
}

TEST_CASE("proofs of smaller trees are made from the nodes of a larger one", "[crypto][merkle]") {
    const test::ReferenceTree tree(kSizes);
    test::ReferenceReader reader(tree);
    for (std::size_t size = 1; size <= kSizes; ++size) {
        REQUIRE(test::need(tree_root(reader, size_of(size))) == tree.root(0, size));
        REQUIRE(test::need(prove_inclusion(reader, LeafIndex(0), size_of(size))) == tree.path(0, 0, size));
    }
}

TEST_CASE("proofs for subtrees are the reference's", "[crypto][merkle]") {
    constexpr std::size_t kSmall = 34;
    for (std::size_t size = 1; size <= kSmall; ++size) {
        const test::ReferenceTree tree(size);
        test::ReferenceReader reader(tree);
        for (std::size_t start = 0; start < size; ++start)
            for (std::size_t end = start + 1; end <= size; ++end) {
                const auto subtree = Subtree::from(start, end);
                if (!subtree) continue;
                REQUIRE(test::need(subtree_root(reader, *subtree)) == tree.root(start, end));
                REQUIRE(test::need(prove_subtree_consistency(reader, *subtree, size_of(size))) ==
                        tree.subproof(start, end, 0, size, true));
            }
    }
}

TEST_CASE("what cannot be proven is refused before anything is read", "[crypto][merkle]") {
    const test::ReferenceTree tree(5);
    test::ReferenceReader reader(tree);
    CHECK(test::message_of(prove_inclusion(reader, LeafIndex(5), TreeSize(5))) ==
          "making an inclusion proof: a tree of size 5 has no leaf 5");
    CHECK(test::message_of(prove_consistency(reader, TreeSize(0), TreeSize(5))) ==
          "making a consistency proof: nothing can be proven of an empty tree");
    CHECK(test::message_of(prove_consistency(reader, TreeSize(6), TreeSize(5))) ==
          "making a consistency proof: size 6 is above the tree's size 5");
    CHECK(test::need(prove_consistency(reader, TreeSize(5), TreeSize(5))).empty());
}
