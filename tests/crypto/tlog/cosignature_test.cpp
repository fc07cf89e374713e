// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/cosignature.hpp"

#include "crypto/primitive/digest.hpp"
#include "tests/crypto/tlog/parties.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

Result<Time> judge_line(const Json& item) {
    auto line = test::text_of(item, "line");
    REQUIRE(line.ends_with('\n'));
    line.pop_back();
    const auto signature = TRY(NoteSignature::parse(line));
    const auto key = need(NoteKey::parse(test::text_of(item, "vkey")));
    return verify_cosignature(key, test::text_of(item, "checkpoint_text"), signature);
}

/// The time in a line's signature of type 4, without verifying it.
Result<Time> judge_timestamp(const Json& item) {
    const auto bytes = TRY(decode_base64(test::text_of(item, "signature_base64")));
    if (bytes.size() < KeyId::kSize) return fail(ErrorKind::Invalid, "shorter than a key id");
    const auto timed =
        TRY(TimedSignature::decode(NoteKeyType::Ed25519Cosignature, ByteView(bytes).subspan(KeyId::kSize)));
    if (!timed.time) return fail(ErrorKind::Invalid, "no time");
    return *timed.time;
}

Status judge_subtree(const Json& item) {
    std::optional<Time> time;
    if (const auto* seconds = item.find("timestamp"); seconds != nullptr && *seconds->integer() != 0)
        time = test::at(*seconds->integer());
    const auto subtree = TRY(Subtree::from(static_cast<std::uint64_t>(test::integer_of(item, "start")),
                                           static_cast<std::uint64_t>(test::integer_of(item, "end"))));
    const auto name = test::text_of(item, "cosigner_name");
    const auto origin = test::text_of(item, "log_origin");
    const auto root = item.find("hash_hex") != nullptr
                          ? need(decode_hex_as<MerkleHash>(test::text_of(item, "hash_hex"), "hash"))
                          : empty_root();
    const auto message = TRY(
        mldsa44_cosigned_message({.cosigner = name, .time = time, .origin = origin, .subtree = subtree, .root = root}));
    REQUIRE(encode_hex(message) == test::text_of(item, "message_hex"));
    const auto key = need(NoteKey::parse(test::text_of(item, "vkey")));
    return key.key().verify(message, need(decode_base64(test::text_of(item, "signature_base64"))));
}

}  // namespace

TEST_CASE("the shared vectors of cosignatures hold", "[crypto][cosignature][vectors]") {
    const auto json = test::tlog_vectors("cosignatures.json");
    test::Tally tally("tlog-tiles/cosignatures");
    const auto count_time = [&](const Json& item, const Result<Time>& time) {
        const bool right = time.has_value() == test::wants_accept(item) &&
                           (!time || time->seconds() == test::integer_of(item, "timestamp"));
        tally.count(test::text_of(item, "id"), right, test::message_of(time));
    };
    for (const auto& item : test::items_of(json, "cases")) count_time(item, judge_line(item));
    for (const auto& item : test::items_of(json, "timestamps")) count_time(item, judge_timestamp(item));
    for (const auto& item : test::items_of(json, "subtrees")) {
        const auto status = judge_subtree(item);
        tally.count(test::text_of(item, "id"), status.has_value() == test::wants_accept(item),
                    test::message_of(status));
    }
}

TEST_CASE("a cosignature with a time of 0 verifies and tells no time", "[crypto][cosignature]") {
    const test::WitnessParty witness("w.example", 1);
    const std::string text = "log.example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    for (const auto* key : {&witness->ed25519_key(), &witness->mldsa44_key()}) {
        const auto& signer = key == &witness->ed25519_key() ? witness.ed25519() : witness.mldsa44();
        const auto line = need(sign_note(*key, signer, text, std::nullopt));
        CHECK(need(verify_note_signature(*key, text, line.signature())) == std::nullopt);
        CHECK(test::message_of(verify_cosignature(*key, text, line)) ==
              "the cosignature of " + key->describe() + ": it has no time");
    }
}

TEST_CASE("a key signs only what it can and only with its own signer", "[crypto][cosignature]") {
    const test::WitnessParty witness("w.example", 1), other("v.example", 2);
    CHECK(test::message_of(sign_note(witness->ed25519_key(), other.ed25519(), "x\n", std::nullopt)) ==
          "signing as " + witness->ed25519_key().describe() + ": the signer has another key");
    CHECK(sign_note(witness->ed25519_key(), witness.ed25519(), "x\n", std::nullopt));
    CHECK(sign_note(witness->mldsa44_key(), witness.mldsa44(), "x\n", std::nullopt).error().kind() ==
          ErrorKind::Invalid);
    const auto line = need(sign_note(witness->ed25519_key(), witness.ed25519(), "x\n", test::at(5)));
    CHECK(verify_cosignature(other->ed25519_key(), "x\n", line)
              .error()
              .message()
              .ends_with(": the line is of another key"));
}

TEST_CASE("a time after the year 9999 is refused and does not wrap", "[crypto][cosignature]") {
    Bytes bytes(8 + 64);
    bytes[0] = 0x7f;
    CHECK(test::message_of(TimedSignature::decode(NoteKeyType::Ed25519Cosignature, bytes)) ==
          "the time 9151314442816847872 of a cosignature is after the year 9999");
    bytes[0] = 0x80;
    CHECK_FALSE(TimedSignature::decode(NoteKeyType::Ed25519Cosignature, bytes));
    bytes[0] = 0;
    bytes[7] = 9;
    const auto timed = need(TimedSignature::decode(NoteKeyType::Ed25519Cosignature, bytes));
    CHECK(timed.time == test::at(9));
    CHECK(timed.encode() == bytes);
    bytes.push_back(0);
    CHECK(test::message_of(TimedSignature::decode(NoteKeyType::Ed25519Cosignature, bytes)) ==
          "an Ed25519 cosignature has 72 bytes, this one 73");
}
