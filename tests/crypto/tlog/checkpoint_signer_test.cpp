// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checkpoint_signer.hpp"

#include "tests/crypto/tlog/parties.hpp"

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

const TreeHead kHead{TreeSize(5), leaf_hash(ByteView())};

}  // namespace

TEST_CASE("a log signs its checkpoint with both keys, and a witness cosigns with both", "[crypto][checkpoint]") {
    const test::LogParty log("log.example/a", 1);
    const test::WitnessParty witness("w.example", 2);
    const auto checkpoint = test::checkpoint_of(log, kHead);
    auto note = need(log->sign_checkpoint(checkpoint, test::at(1'000)));
    CHECK(note.unverified_text() == checkpoint.render());
    need(note.add(need(witness->cosign(checkpoint, test::at(2'000)))));
    const std::vector<NoteKey> keys{log->ed25519_key(), log->mldsa44_key(), witness->ed25519_key(),
                                    witness->mldsa44_key()};
    const auto opened = need(need(Note::parse(note.render())).open(keys));
    REQUIRE(opened.verified.size() == 4);
    CHECK(opened.verified[0].time == std::nullopt);
    CHECK(opened.verified[1].time == test::at(1'000));
    CHECK(opened.verified[2].time == test::at(2'000));
    CHECK(opened.verified[3].time == test::at(2'000));
    CHECK(note.render().size() < 7'100);
}

TEST_CASE("the roles sign with keys of their own types", "[crypto][checkpoint]") {
    const test::LogParty log("log.example/a", 1);
    const test::WitnessParty witness("w.example", 2);
    CHECK(log->ed25519_key().type() == NoteKeyType::Ed25519);
    CHECK(witness->ed25519_key().type() == NoteKeyType::Ed25519Cosignature);
    CHECK(log->mldsa44_key().type() == NoteKeyType::MlDsa44Cosignature);
    CHECK(log->mldsa44_key().name() == log->name());
    CHECK_FALSE(LogSigner::from(log->name(), {log.mldsa44(), log.ed25519()}));
    const auto long_name = need(KeyName::parse(std::string(256, 'n')));
    CHECK(WitnessSigner::from(long_name, {witness.ed25519(), witness.mldsa44()}).error().kind() == ErrorKind::Limit);
}

TEST_CASE("a log refuses to sign what is not plainly its own", "[crypto][checkpoint]") {
    const test::LogParty log("log.example/a", 1), other("log.example/b", 2);
    CHECK(test::message_of(log->sign_checkpoint(test::checkpoint_of(other, kHead), test::at(1))) ==
          "signing a checkpoint: its origin is \"log.example/b\", the log's \"log.example/a\"");
    const auto extended = need(Checkpoint::parse(test::checkpoint_of(log, kHead).render() + "more\n"));
    CHECK(test::message_of(log->sign_checkpoint(extended, test::at(1))) ==
          "signing a checkpoint: it has extension lines, which ML-DSA-44 does not cover");
    CHECK(test::message_of(log->sign_checkpoint(test::checkpoint_of(log, {TreeSize(0), kHead.root}), test::at(1))) ==
          "signing a checkpoint: a tree of size 0 has a root that is not the hash of no bytes");
    CHECK(test::message_of(log->sign_checkpoint(test::checkpoint_of(log, kHead), test::at(0))) ==
          "signing a checkpoint: a time of 0 means that there is no time");
}

TEST_CASE("a witness cosigns a stranger's checkpoint with its extension lines", "[crypto][checkpoint]") {
    const test::WitnessParty witness("w.example", 2);
    const std::string text = "some log\n5\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n";
    const auto lines = need(witness->cosign(need(Checkpoint::parse(text)), test::at(7)));
    CHECK(need(verify_cosignature(witness->ed25519_key(), text, lines[0])) == test::at(7));
    CHECK(need(verify_cosignature(witness->mldsa44_key(), text, lines[1])) == test::at(7));
}
