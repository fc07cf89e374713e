// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_proof.hpp"

#include "crypto/tlog/leaf.hpp"
#include "tests/crypto/tlog/parties.hpp"
#include "tests/crypto/tlog/reference_tree.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

/// The case's keys as log keys, without witnesses. Their name must be the case's origin.
Result<CheckedCheckpoint> judge(const Json& item) {
    TlogPolicyBuilder builder;
    for (const auto& vkey : test::items_of(item, "vkeys")) {
        auto key = need(NoteKey::parse(*vkey.text()));
        REQUIRE(key.name().text() == test::text_of(item, "origin"));
        need(builder.log(std::move(key)));
    }
    need(builder.quorum("none"));
    const auto policy = need(std::move(builder).finish());
    const auto proof = TRY(TlogProof::parse(test::text_of(item, "proof")));
    return proof.verify(policy, leaf_hash(need(decode_hex(test::text_of(item, "entry_hex")))), LogKeys::Any);
}

bool parsed_as_expected(const TlogProof& proof, const Json& item) {
    const auto extra = item.find("extra_base64") != nullptr ? test::text_of(item, "extra_base64") : "";
    bool right = proof.render() == test::text_of(item, "proof") &&
                 proof.index().render() == test::text_of(item, "index") &&
                 encode_base64(proof.unauthenticated_extra()) == extra;
    if (item.find("hashes") != nullptr)
        right = right && proof.hashes().size() == static_cast<std::size_t>(test::integer_of(item, "hashes"));
    if (item.find("hashes_base64") != nullptr) {
        MerkleProof hashes;
        for (const auto& hash : test::items_of(item, "hashes_base64"))
            hashes.push_back(need(parse_merkle_hash(*hash.text(), "hash")));
        right = right && proof.hashes() == hashes && proof.unverified_checkpoint() == test::text_of(item, "checkpoint");
    }
    return right;
}

/// A log of seven of our leaves under one witness, and a proof of leaf 5.
struct World {
    test::LogParty log{"log.example/a", 1};
    test::WitnessParty witness{"w.example", 2};
    test::ReferenceTree tree{7};
    Checkpoint checkpoint = test::checkpoint_of(log, {TreeSize(7), tree.root(0, 7)});
    MerkleHash leaf = leaf_hash(tree.entry(5));

    TlogPolicy policy() const {
        return need(TlogPolicy::parse("log " + log->ed25519_key().render() + "\nlog " + log->mldsa44_key().render() +
                                      "\nwitness w " + witness->mldsa44_key().render() + "\nquorum w\n"));
    }
    TlogProof proof(bool cosigned) const {
        auto note = need(log->sign_checkpoint(checkpoint, test::at(10)));
        if (cosigned) need(note.add(need(witness->cosign(checkpoint, test::at(20)))));
        return {LeafIndex(5), tree.path(5, 0, 7), note};
    }
};

}  // namespace

TEST_CASE("the shared vectors of proof files hold", "[crypto][proof][vectors]") {
    const auto json = test::tlog_vectors("tlog_proofs.json");
    test::Tally tally("tlog-tiles/tlog_proofs");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto checked = judge(item);
        bool right = checked.has_value() == test::wants_accept(item);
        if (right && checked) right = parsed_as_expected(need(TlogProof::parse(test::text_of(item, "proof"))), item);
        tally.count(test::text_of(item, "id"), right, test::message_of(checked));
    }
    for (const auto& item : test::items_of(json, "parse_only")) {
        const auto proof = TlogProof::parse(test::text_of(item, "proof"));
        bool right = proof.has_value() == test::wants_accept(item);
        if (right && proof) right = parsed_as_expected(*proof, item);
        tally.count(test::text_of(item, "id"), right, test::message_of(proof));
    }
}

TEST_CASE("a cosigned proof verifies and tells the quorum's time", "[crypto][proof]") {
    const World world;
    const auto proof = need(TlogProof::parse(world.proof(true).render()));
    CHECK(proof == world.proof(true));
    const auto checked = need(proof.verify(world.policy(), world.leaf, LogKeys::All));
    CHECK(checked.quorum_time() == test::at(20));
    CHECK(checked.head().size == TreeSize(7));
}

TEST_CASE("a proof that does not hold is a failed check before it is an unmet policy", "[crypto][proof]") {
    const World world;
    const auto policy = world.policy();
    const auto kind = [&](const TlogProof& proof, const MerkleHash& leaf) {
        return proof.verify(policy, leaf, LogKeys::All).error().kind();
    };
    CHECK(kind(world.proof(false), world.leaf) == ErrorKind::PolicyUnmet);
    CHECK(kind(world.proof(false), empty_root()) == ErrorKind::Untrusted);
    CHECK(kind(world.proof(true), empty_root()) == ErrorKind::Untrusted);
    const auto not_a_note = need(TlogProof::parse("c2sp.org/tlog-proof@v1\nindex 0\n\nno note\n"));
    CHECK(kind(not_a_note, world.leaf) == ErrorKind::Invalid);
}

TEST_CASE("each malformed proof is told by its cause", "[crypto][proof]") {
    const auto told = [](const std::string& text) { return test::message_of(TlogProof::parse(text)); };
    const std::string header = "c2sp.org/tlog-proof@v1\n";
    const auto hash = render_merkle_hash(empty_root()) + "\n";
    CHECK(told("").ends_with("it does not end in a newline"));
    CHECK(told("c2sp.org/tlog-proof@v2\nindex 0\n\nx\n") ==
          "reading tlog proof: its first line is not \"c2sp.org/tlog-proof@v1\"");
    CHECK(told(header + "extra \nindex 0\n\nx\n") == "reading tlog proof: its extra line is empty");
    CHECK(told(header + "extra QQ\nindex 0\n\nx\n").starts_with("reading tlog proof: its extra line: "));
    CHECK(told(header + hash + "\nx\n") == "reading tlog proof: its index line is missing");
    CHECK(told(header + "index 00\n\nx\n") == "reading tlog proof: the index \"00\" is not a plain decimal number");
    CHECK(told(header + "index 9223372036854775808\n\nx\n").ends_with("is over 2^63-1"));
    CHECK(told(header + "index 0\n" + hash) == "reading tlog proof: no empty line follows the hashes");
    CHECK(told(header + "index 0\nAAAA\n\nx\n") == "reading tlog proof: hash 1 of the proof has 3 bytes, not 32");
    std::string hashes;
    for (std::size_t i = 0; i <= kProofHashesMax; ++i) hashes += hash;
    CHECK(TlogProof::parse(header + "index 0\n" + hashes + "\nx\n").error().kind() == ErrorKind::Limit);
    CHECK(TlogProof::parse(header + std::string(kTlogProofBytesMax, 'x') + "\n").error().kind() == ErrorKind::Limit);
}

TEST_CASE("whatever parses as a proof is written back as it was", "[crypto][proof]") {
    const World world;
    const auto text = world.proof(false).render();
    CHECK(rc::check([&](std::size_t at, char c) {
        auto changed = text;
        changed[at % 300] = c;
        if (const auto proof = TlogProof::parse(changed)) RC_ASSERT(proof->render() == changed);
    }));
}
