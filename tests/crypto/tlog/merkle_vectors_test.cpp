// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/digest.hpp"
#include "crypto/tlog/merkle.hpp"
#include "tests/support/support.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::crypto;

namespace {

/// The vectors have hashes of any length. An empty one is an absent value; others that are not 32 bytes mean some
/// hash, and equal ones for the same.
Result<MerkleHash> hash_of(const Json* text) {
    const auto bytes = test::need(decode_base64(text != nullptr && text->text() != nullptr ? *text->text() : ""));
    if (bytes.empty()) return fail(ErrorKind::Invalid, "the value is absent");
    if (bytes.size() != MerkleHash::kSize) return MerkleHash(sha256(bytes).array());
    return MerkleHash::copy_of(bytes);
}

Result<std::uint64_t> number_of(const Json& json, std::string_view key) {
    const auto* value = json.find(key);
    if (value == nullptr || value->integer() == nullptr || *value->integer() < 0)
        return fail(ErrorKind::Limit, "no number of leaves: " + std::string(key));
    return static_cast<std::uint64_t>(*value->integer());
}

Result<MerkleProof> proof_of(const Json& json) {
    MerkleProof proof;
    if (const auto* items = json.find("proof")->items())
        for (const auto& item : *items) proof.push_back(TRY(hash_of(&item)));
    return proof;
}

Result<Leaf> leaf_of(const Json& json) {
    const auto index = TRY(LeafIndex::from(TRY(number_of(json, "leafIdx"))));
    const auto hash = TRY(hash_of(json.find("leafHash")));
    return Leaf{index, hash};
}

Status judge_inclusion(const Json& json) {
    const auto leaf = TRY(leaf_of(json));
    const auto size = TRY(TreeSize::from(TRY(number_of(json, "treeSize"))));
    const auto root = TRY(hash_of(json.find("root")));
    return verify_inclusion(leaf, TRY(proof_of(json)), {size, root});
}

Status judge_consistency(const Json& json) {
    const auto older = TRY(TreeSize::from(TRY(number_of(json, "size1"))));
    const auto newer = TRY(TreeSize::from(TRY(number_of(json, "size2"))));
    const auto older_root = TRY(hash_of(json.find("root1")));
    const auto newer_root = TRY(hash_of(json.find("root2")));
    return verify_consistency({older, older_root}, TRY(proof_of(json)), {newer, newer_root});
}

Status judge_subtree_inclusion(const Json& json) {
    const auto leaf = TRY(leaf_of(json));
    const auto subtree = TRY(Subtree::from(TRY(number_of(json, "start")), TRY(number_of(json, "end"))));
    const auto root = TRY(hash_of(json.find("root")));
    return verify_subtree_inclusion(leaf, TRY(proof_of(json)), subtree, root);
}

Status judge_subtree_consistency(const Json& json) {
    const auto subtree = TRY(Subtree::from(TRY(number_of(json, "start")), TRY(number_of(json, "end"))));
    const auto size = TRY(TreeSize::from(TRY(number_of(json, "size"))));
    const auto root = TRY(hash_of(json.find("root1")));
    const auto tree_root = TRY(hash_of(json.find("root2")));
    return verify_subtree_consistency(subtree, root, TRY(proof_of(json)), {size, tree_root});
}

void walk(const std::string& set, Status (*judge)(const Json&)) {
    const auto folder = test::vectors("merkle/" + set);
    test::Tally tally("merkle/" + set);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".json") continue;
        const auto json = test::read_json(entry.path());
        const auto* want_error = json.find("wantErr") != nullptr ? json.find("wantErr")->boolean() : nullptr;
        REQUIRE(want_error != nullptr);
        const auto status = judge(json);
        tally.count(entry.path().lexically_relative(folder).string(), status.has_value() != *want_error,
                    test::message_of(status));
    }
    CHECK(tally.cases() > 0);
}

}  // namespace

TEST_CASE("the shared vectors of inclusion proofs hold", "[crypto][merkle][vectors]") {
    walk("inclusion", judge_inclusion);
}

TEST_CASE("the shared vectors of consistency proofs hold", "[crypto][merkle][vectors]") {
    walk("consistency", judge_consistency);
}

TEST_CASE("the shared vectors of subtree inclusion proofs hold", "[crypto][merkle][vectors]") {
    walk("subtreeinclusion", judge_subtree_inclusion);
}

TEST_CASE("the shared vectors of subtree consistency proofs hold", "[crypto][merkle][vectors]") {
    walk("subtreeconsistency", judge_subtree_consistency);
}
