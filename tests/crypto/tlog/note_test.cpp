// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/note.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/digest.hpp"
#include "tests/crypto/tlog/parties.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

constexpr auto kKey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr auto kText = "This is an example message.\n";
constexpr auto kLine =
    "\xe2\x80\x94 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

std::string example() { return std::string(kText) + "\n" + kLine; }
std::string told(const std::string& note) { return test::message_of(Note::parse(note)); }

std::vector<std::string> keys_of(const Json& item, std::string_view member) {
    std::vector<std::string> keys;
    for (const auto& key : test::items_of(item, member))
        keys.push_back(test::text_of(key, "name") + " " + test::text_of(key, "key_id"));
    return keys;
}

Result<OpenedNote> open(std::string_view text, std::span<const NoteKey> keys) {
    const auto note = TRY(Note::parse(text));
    return note.open(keys);
}

}  // namespace

TEST_CASE("the shared vectors of notes hold", "[crypto][note][vectors]") {
    const auto json = test::tlog_vectors("notes.json");
    test::Tally tally("tlog-tiles/notes");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto id = test::text_of(item, "id");
        const auto text = item.find("note") != nullptr
                              ? test::text_of(item, "note")
                              : to_text(need(decode_base64(test::text_of(item, "note_base64"))));
        std::vector<NoteKey> keys;
        std::string unsupported;
        for (const auto& vkey : test::items_of(item, "vkeys")) {
            const auto key = NoteKey::parse(*vkey.text());
            if (key)
                keys.push_back(*key);
            else if (key.error().kind() == ErrorKind::Unsupported)
                unsupported = key.error().message();
            else
                FAIL(id + ": " + key.error().message());
        }
        if (!unsupported.empty()) {
            tally.skip(unsupported.substr(unsupported.rfind(": ") + 2));
            continue;
        }
        const auto opened = open(text, keys);
        bool right = opened.has_value() == test::wants_accept(item);
        if (right && opened) {
            std::vector<std::string> verified, ignored;
            for (const auto& by : opened->verified)
                verified.push_back(keys[by.key].name().text() + " " + hex(keys[by.key].id()));
            for (const auto& line : opened->ignored) ignored.push_back(line.name().text() + " " + hex(line.id()));
            right = opened->text == test::text_of(item, "text") && verified == keys_of(item, "verified") &&
                    ignored == keys_of(item, "ignored") && need(Note::parse(text)).render() == text;
        }
        tally.count(id, right, test::message_of(opened));
    }
}

TEST_CASE("a note splits at its last empty line", "[crypto][note]") {
    const auto note = need(Note::parse("one\n\ntwo\n\n" + std::string(kLine)));
    CHECK(note.unverified_text() == "one\n\ntwo\n");
    CHECK(note.signatures().size() == 1);
}

TEST_CASE("each malformed note is reported with its cause", "[crypto][note]") {
    CHECK(told(example()).empty());
    CHECK(told("") == "reading note: it does not end in a newline");
    CHECK(told("a\n") == "reading note: no empty line parts text and signatures");
    CHECK(told("a\n\n") == "reading note: it has no signature line");
    CHECK(told("a\r\n\r\n" + std::string(kLine)) == "reading note: it has a control character at byte 1");
    CHECK(told(example().substr(0, example().size() - 1)) == "reading note: it does not end in a newline");
    CHECK(told("\xc0\n\n" + std::string(kLine)) == "reading note: it is not UTF-8");
    CHECK(told("a\n\n- x AAAA\n") ==
          "reading note: signature line 1: it does not begin with a dash (U+2014) and a space");
    CHECK(told("a\n\n" + std::string(kLine) + "\xe2\x80\x94 x\n") ==
          "reading note: signature line 2: no signature follows the key name");
    CHECK(told("a\n\n\xe2\x80\x94 x AAAAAA==\n") ==
          "reading note: signature line 1: the signature is too short to follow a key id");
    CHECK(told("a\n\n\xe2\x80\x94  AAAAAAA=\n") == "reading note: signature line 1: the key name is empty");
    CHECK(told("a\n\n\xe2\x80\x94 x AAAAAAA\n").starts_with("reading note: signature line 1: the signature: "));
}

TEST_CASE("a note has at most 64 signature lines and 1 MiB", "[crypto][note]") {
    const auto with_lines = [](std::size_t count) {
        auto text = std::string(kText) + "\n";
        for (std::size_t i = 0; i < count; ++i) text += kLine;
        return Note::parse(text);
    };
    CHECK(with_lines(kSignatureLinesMax));
    CHECK(with_lines(kSignatureLinesMax + 1).error().kind() == ErrorKind::Limit);
    CHECK(Note::parse(std::string(kNoteBytesMax, 'x') + "\n").error().kind() == ErrorKind::Limit);
}

TEST_CASE("one known key opens a note and a bad signature of it sinks the note", "[crypto][note]") {
    const std::vector<NoteKey> keys{need(NoteKey::parse(kKey))};
    CHECK(need(open(example(), keys)).verified.size() == 1);
    CHECK(open(example(), {}).error().kind() == ErrorKind::Untrusted);
    auto bad = std::string(kLine);
    bad[40] = bad[40] == 'A' ? 'B' : 'A';
    const auto sunk = open(example() + bad, keys);
    REQUIRE_FALSE(sunk);
    CHECK(sunk.error().kind() == ErrorKind::Untrusted);
    CHECK(sunk.error().message().starts_with("opening note: the signature of \"example.com/foo\" (530d903a): "));
    const std::vector<NoteKey> twice{keys[0], keys[0]};
    CHECK(test::message_of(open(example(), twice)) ==
          "opening note: the key \"example.com/foo\" (530d903a) is given twice");
}

TEST_CASE("every change of one byte of a signed checkpoint is refused", "[crypto][note]") {
    const test::LogParty log("log.example/a", 1);
    const auto note = need(
        log->sign_checkpoint(test::checkpoint_of(log, {TreeSize(5), leaf_hash(ByteView())}), test::at(1'760'000'000)));
    const auto text = note.render();
    const std::vector<NoteKey> both{log->ed25519_key(), log->mldsa44_key()};
    REQUIRE(open(text, both));
    std::size_t refused = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto changed = text;
        changed[i] = static_cast<char>(changed[i] ^ (1 << (i % 8)));
        const auto opened = open(changed, both);
        // A line whose name or id no longer is a known key's is ignored, so both keys must be there.
        refused += !opened || opened->verified.size() < 2 ? 1U : 0U;
    }
    CHECK(refused == text.size());
}

TEST_CASE("every change of one byte of a note with one signature is refused", "[crypto][note]") {
    const std::vector<NoteKey> keys{need(NoteKey::parse(kKey))};
    const auto text = example();
    for (std::size_t i = 0; i < text.size(); ++i)
        for (int byte = 0; byte < 256; byte += 5) {
            auto changed = text;
            changed[i] = static_cast<char>(byte);
            if (changed != text) REQUIRE_FALSE(open(changed, keys));
        }
}

TEST_CASE("lines are added once each", "[crypto][note]") {
    auto note = need(Note::parse(example()));
    const test::WitnessParty witness("w.example", 2);
    const NoteSignature other(witness->ed25519_key(), {1, 2, 3});
    CHECK(note.add({other, note.signatures()[0], other}));
    CHECK(note.render() == example() + other.render());
    std::vector<NoteSignature> many;
    for (std::uint8_t i = 0; i < 70; ++i) many.push_back(NoteSignature(witness->ed25519_key(), {i}));
    const auto before = note;
    CHECK(note.add(many).error().kind() == ErrorKind::Limit);
    CHECK(note == before);
    CHECK(Note::from("no newline", {other}).error().kind() == ErrorKind::Invalid);
    CHECK(Note::from("text\n", {}).error().kind() == ErrorKind::Invalid);
}

TEST_CASE("two cosignatures of one key count once, with the earlier time", "[crypto][note]") {
    const test::LogParty log("log.example/a", 1);
    const test::WitnessParty witness("w.example", 2);
    const auto checkpoint = test::checkpoint_of(log, {TreeSize(5), leaf_hash(ByteView())});
    auto note = need(log->sign_checkpoint(checkpoint, test::at(100)));
    CHECK(note.add(need(witness->cosign(checkpoint, test::at(300)))));
    CHECK(note.add(need(witness->cosign(checkpoint, test::at(200)))));
    const std::vector<NoteKey> keys{witness->mldsa44_key()};
    const auto opened = need(note.open(keys));
    REQUIRE(opened.verified.size() == 1);
    CHECK(opened.verified[0].time == test::at(200));
    CHECK(opened.ignored.size() == 4);
}

TEST_CASE("whatever parses as a note is written back as it was", "[crypto][note]") {
    CHECK(rc::check([](const std::string& text, std::size_t at, char c) {
        auto changed = example();
        changed[at % changed.size()] = c;
        for (const auto& candidate : {changed, text + "\n\n" + kLine})
            if (const auto note = Note::parse(candidate)) RC_ASSERT(note->render() == candidate);
    }));
}
