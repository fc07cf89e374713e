// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle.hpp"

#include "base/core/encoding.hpp"
#include "tests/crypto/tlog/reference_tree.hpp"
#include "tests/support/support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;
using test::ReferenceTree;

namespace {

constexpr std::size_t kSizes = 70;

TreeSize size_of(std::uint64_t value) { return test::need(TreeSize::from(value)); }
LeafIndex index_of(std::uint64_t value) { return test::need(LeafIndex::from(value)); }

bool is_untrusted(const Status& status) { return !status && status.error().kind() == ErrorKind::Untrusted; }

/// Every way to spoil a proof by one hash.
std::vector<MerkleProof> spoiled(const MerkleProof& proof) {
    std::vector<MerkleProof> out;
    for (std::size_t i = 0; i < proof.size(); ++i) {
        auto changed = proof;
        changed[i].data()[i % MerkleHash::kSize] ^= 1;
        out.push_back(changed);
        auto shorter = proof;
        shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(i));
        out.push_back(shorter);
    }
    auto longer = proof;
    longer.push_back(empty_root());
    out.push_back(longer);
    return out;
}

}  // namespace

TEST_CASE("the known RFC 6962 tree has its hashes", "[crypto][merkle][vectors]") {
    const auto file = test::vectors("merkle") / "rfc6962_reference.json";
    const auto json = test::read_json(file);
    std::vector<MerkleHash> leaves;
    for (const auto& leaf : *json.find("leaves_hex")->items())
        leaves.push_back(leaf_hash(test::need(decode_hex(*leaf.text()))));
    const auto root = [&](auto&& self, std::size_t start, std::size_t end) -> MerkleHash {
        if (start == end) return empty_root();
        if (end - start == 1) return leaves.at(start);
        const auto middle = start + std::bit_floor(end - start - 1);
        return node_hash(self(self, start, middle), self(self, middle, end));
    };
    test::Tally tally("merkle/rfc6962_reference");
    const auto& levels = *json.find("node_hashes_hex_by_level")->items();
    for (std::size_t level = 0; level < levels.size(); ++level)
        for (std::size_t i = 0; i < levels[level].items()->size(); ++i)
            tally.count(
                "level " + std::to_string(level) + " node " + std::to_string(i),
                encode_hex(root(root, i << level, (i + 1) << level).view()) == *(*levels[level].items())[i].text());
    const auto& roots = *json.find("roots_hex_by_size")->items();
    for (std::size_t size = 0; size < roots.size(); ++size)
        tally.count("size " + std::to_string(size), encode_hex(root(root, 0, size).view()) == *roots[size].text());
}

TEST_CASE("a leaf verifies with the reference's path in every small tree, and with no other", "[crypto][merkle]") {
    const ReferenceTree tree(kSizes);
    for (std::size_t size = 1; size <= kSizes; ++size) {
        const TreeHead head{size_of(size), tree.root(0, size)};
        for (std::size_t i = 0; i < size; ++i) {
            const Leaf leaf{index_of(i), leaf_hash(tree.entry(i))};
            const auto path = tree.path(i, 0, size);
            REQUIRE(verify_inclusion(leaf, path, head));
            REQUIRE(*root_from_inclusion(leaf, path, head.size) == head.root);
            for (const auto& bad : spoiled(path)) REQUIRE(is_untrusted(verify_inclusion(leaf, bad, head)));
            for (std::size_t other = 0; other < size; ++other)
                if (other != i) REQUIRE(is_untrusted(verify_inclusion({index_of(other), leaf.hash}, path, head)));
            REQUIRE(is_untrusted(verify_inclusion({leaf.index, empty_root()}, path, head)));
        }
        REQUIRE(is_untrusted(verify_inclusion({index_of(size), leaf_hash(tree.entry(0))}, {}, head)));
    }
}

TEST_CASE("a larger tree verifies with the reference's consistency proof, and with no other", "[crypto][merkle]") {
    const ReferenceTree tree(kSizes);
    for (std::size_t newer = 1; newer <= kSizes; ++newer) {
        const TreeHead new_head{size_of(newer), tree.root(0, newer)};
        for (std::size_t older = 1; older <= newer; ++older) {
            const TreeHead old_head{size_of(older), tree.root(0, older)};
            const auto proof = tree.subproof(0, older, 0, newer, true);
            REQUIRE(verify_consistency(old_head, proof, new_head));
            for (const auto& bad : spoiled(proof)) REQUIRE(is_untrusted(verify_consistency(old_head, bad, new_head)));
            REQUIRE(is_untrusted(verify_consistency({old_head.size, empty_root()}, proof, new_head)));
            REQUIRE(is_untrusted(verify_consistency(old_head, proof, {new_head.size, empty_root()})));
            if (older < newer) REQUIRE(is_untrusted(verify_consistency(new_head, proof, old_head)));
        }
    }
}

TEST_CASE("every subtree verifies with the reference's proof, and with no other", "[crypto][merkle]") {
    constexpr std::size_t kSmall = 34;
    const ReferenceTree tree(kSmall);
    std::size_t subtrees = 0;
    for (std::size_t size = 1; size <= kSmall; ++size) {
        const TreeHead head{size_of(size), tree.root(0, size)};
        for (std::size_t start = 0; start < size; ++start)
            for (std::size_t end = start + 1; end <= size; ++end) {
                const auto subtree = Subtree::from(start, end);
                if (!subtree) continue;
                ++subtrees;
                const auto root = tree.root(start, end);
                const auto proof = tree.subproof(start, end, 0, size, true);
                REQUIRE(verify_subtree_consistency(*subtree, root, proof, head));
                for (const auto& bad : spoiled(proof))
                    REQUIRE(is_untrusted(verify_subtree_consistency(*subtree, root, bad, head)));
                REQUIRE(is_untrusted(verify_subtree_consistency(*subtree, empty_root(), proof, head)));
                const auto leaf = start + (end - start) / 2;
                const auto path = tree.path(leaf - start, start, end);
                REQUIRE(verify_subtree_inclusion({index_of(leaf), leaf_hash(tree.entry(leaf))}, path, *subtree, root));
            }
    }
    CHECK(subtrees > 1000);
}

TEST_CASE("a subtree starts at a multiple of its rounded-up width", "[crypto][merkle]") {
    CHECK(Subtree::from(8, 13));
    CHECK(Subtree::from(7, 7));
    CHECK(test::message_of(Subtree::from(1, 3)) ==
          "the leaves from 1 to before 3 are no subtree: the start is not aligned");
    CHECK(test::message_of(Subtree::from(4, 3)) == "a subtree ends before it starts");
    CHECK(test::message_of(Subtree::from(0, std::uint64_t{1} << 63)) == "a subtree ends above 2^63-1");
}

TEST_CASE("nothing is consistent with an empty tree", "[crypto][merkle]") {
    const TreeHead empty{TreeSize(0), empty_root()};
    CHECK(test::message_of(verify_consistency(empty, {}, empty)) ==
          "proving that size 0 extends size 0: nothing can be proven of an empty tree");
    CHECK(check_empty_tree(empty));
    CHECK(is_untrusted(check_empty_tree({TreeSize(0), leaf_hash(ByteView())})));
    CHECK(check_empty_tree({TreeSize(1), leaf_hash(ByteView())}));
}

TEST_CASE("proofs in the largest trees keep their length and their numbers", "[crypto][merkle]") {
    const auto size = size_of(TreeSize::kMax);
    const auto last = index_of(TreeSize::kMax - 1);
    MerkleProof proof(62, empty_root());
    const auto root = root_from_inclusion({last, empty_root()}, proof, size);
    REQUIRE(root);
    CHECK(verify_inclusion({last, empty_root()}, proof, {size, *root}));
    proof.push_back(empty_root());
    CHECK(test::message_of(root_from_inclusion({last, empty_root()}, proof, size)) ==
          "the proof has 63 hashes, 62 belong there");
    CHECK(root_from_inclusion({LeafIndex(0), empty_root()}, proof, size));
    const TreeHead older{size_of(TreeSize::kMax - 1), empty_root()};
    CHECK(is_untrusted(verify_consistency(older, proof, {size, *root})));
}

TEST_CASE("any proof whatever is refused quietly unless it holds", "[crypto][merkle]") {
    CHECK(rc::check([](std::uint64_t size, std::uint64_t index, const std::vector<std::uint8_t>& fill) {
        const auto tree_size = TreeSize::from(size);
        const auto leaf_index = LeafIndex::from(index);
        if (!tree_size || !leaf_index) return;
        MerkleProof proof;
        for (const auto byte : fill) proof.push_back(leaf_hash(ByteView(&byte, 1)));
        // A leaf that is not the root: in a tree of one it would hold.
        const auto leaf = leaf_hash(ByteView());
        RC_ASSERT(is_untrusted(verify_inclusion({*leaf_index, leaf}, proof, {*tree_size, empty_root()})));
    }));
}
