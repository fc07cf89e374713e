// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/witness_request.hpp"

#include "tests/crypto/tlog/parties.hpp"
#include "tests/crypto/tlog/reference_tree.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

TreeSize size_of(std::uint64_t value) { return need(TreeSize::from(value)); }

/// A witness of one log, as small as can be.
struct OneLogWitness {
    Origin origin;
    WitnessedLog log;

    WitnessJudgement answer(const std::string& body) {
        const auto request = AddCheckpoint::parse(body);
        if (!request) return judge_unreadable(request.error());
        const auto checkpoint = Checkpoint::parse(request->note.unverified_text());
        if (!checkpoint) return judge_unreadable(checkpoint.error());
        auto judgement = judge_add_checkpoint(*request, *checkpoint, checkpoint->origin() == origin ? &log : nullptr);
        if (judgement.status == WitnessStatus::Cosign) log.head = checkpoint->head();
        return judgement;
    }
};

/// A log of up to 20 entries and what a witness knows of it.
struct World {
    test::LogParty log{"log.example/a", 1};
    test::ReferenceTree tree{20};
    WitnessedLog known{.keys = {log->ed25519_key(), log->mldsa44_key()}, .head = {TreeSize(0), empty_root()}};

    TreeHead head(std::uint64_t size) const { return {size_of(size), tree.root(0, size)}; }
    AddCheckpoint request(std::uint64_t old_size, const TreeHead& to) const {
        const auto note = need(log->sign_checkpoint(test::checkpoint_of(log, to), test::at(1)));
        const auto size = to.size.value();
        return {.old_size = size_of(old_size),
                .proof = old_size == 0 || old_size > size ? MerkleProof{} : tree.subproof(0, old_size, 0, size, true),
                .note = note};
    }
    WitnessJudgement judge(const AddCheckpoint& request) const {
        return judge_add_checkpoint(request, need(Checkpoint::parse(request.note.unverified_text())), &known);
    }
};

}  // namespace

TEST_CASE("the shared sequences of witness requests get their answers", "[crypto][witness][vectors]") {
    const auto json = test::tlog_vectors("witness_requests.json");
    test::Tally tally("tlog-tiles/witness_requests");
    for (const auto& sequence : test::items_of(json, "sequences")) {
        OneLogWitness witness{.origin = need(Origin::parse(test::text_of(sequence, "origin"))),
                              .log = {.keys = {}, .head = {TreeSize(0), empty_root()}}};
        for (const auto& vkey : test::items_of(sequence, "log_vkeys"))
            witness.log.keys.push_back(need(NoteKey::parse(*vkey.text())));
        for (const auto& item : test::items_of(sequence, "requests")) {
            const auto body = test::text_of(item, "body");
            const auto [status, reason] = witness.answer(body);
            bool right = static_cast<std::int64_t>(status) == test::integer_of(item, "status");
            if (status == WitnessStatus::Conflict)
                right = right && render_size_answer(witness.log.head.size) == test::text_of(item, "answer_body");
            if (const auto request = AddCheckpoint::parse(body)) right = right && request->render() == body;
            tally.count(test::text_of(sequence, "id") + " " + std::to_string(test::integer_of(item, "step")), right,
                        reason);
        }
    }
}

TEST_CASE("a witness follows a log from any size to any larger one", "[crypto][witness]") {
    World world;
    for (std::uint64_t from = 0; from <= 20; ++from)
        for (std::uint64_t to = from; to <= 20; ++to) {
            world.known.head = world.head(from);
            const auto judgement = world.judge(world.request(from, world.head(to)));
            REQUIRE(judgement.status == WitnessStatus::Cosign);
            REQUIRE(judgement.reason.empty());
        }
}

TEST_CASE("a witness tells each kind of bad request apart", "[crypto][witness]") {
    World world;
    world.known.head = world.head(5);
    const auto judge = [&](const AddCheckpoint& request) { return world.judge(request).status; };
    CHECK(judge(world.request(6, world.head(5))) == WitnessStatus::Malformed);
    CHECK(judge(world.request(4, world.head(7))) == WitnessStatus::Conflict);
    CHECK(judge(world.request(0, world.head(7))) == WitnessStatus::Conflict);
    CHECK(judge(world.request(5, {TreeSize(5), world.tree.root(0, 4)})) == WitnessStatus::Inconsistent);
    CHECK(judge(world.request(5, {TreeSize(7), world.tree.root(0, 6)})) == WitnessStatus::Inconsistent);

    auto request = world.request(5, world.head(7));
    request.proof.push_back(empty_root());
    CHECK(judge(request) == WitnessStatus::Inconsistent);
    request = world.request(5, world.head(5));
    request.proof.push_back(empty_root());
    CHECK(judge(request) == WitnessStatus::Inconsistent);

    request = world.request(5, world.head(7));
    const auto checkpoint = need(Checkpoint::parse(request.note.unverified_text()));
    CHECK(judge_add_checkpoint(request, checkpoint, nullptr).status == WitnessStatus::UnknownLog);
    const test::LogParty other("log.example/a", 9);
    request.note = need(other->sign_checkpoint(checkpoint, test::at(1)));
    CHECK(judge(request) == WitnessStatus::Untrusted);
    request = world.request(5, world.head(7));
    need(request.note.add({NoteSignature(world.log->ed25519_key(), Bytes(64))}));
    CHECK(judge(request) == WitnessStatus::Untrusted);

    world.known.head = world.head(0);
    request = world.request(0, world.head(7));
    request.proof.push_back(empty_root());
    CHECK(judge(request) == WitnessStatus::Inconsistent);
    const auto empty = world.log->name().text() + "\n0\n" + render_merkle_hash(world.tree.root(0, 1)) + "\n";
    request.proof.clear();
    request.note =
        need(Note::from(empty, {need(sign_note(world.log->ed25519_key(), world.log.ed25519(), empty, std::nullopt))}));
    CHECK(judge(request) == WitnessStatus::Inconsistent);
    CHECK(judge(world.request(0, world.head(0))) == WitnessStatus::Cosign);
}

TEST_CASE("each malformed request is reported with its cause", "[crypto][witness]") {
    const World world;
    const auto told = [](const std::string& body) { return test::message_of(AddCheckpoint::parse(body)); };
    const auto body = world.request(3, world.head(7)).render();
    CHECK(told(body).empty());
    CHECK(told("") == "reading add-checkpoint request: its first line is not \"old <size>\"");
    CHECK(told("old  3\n") == "reading add-checkpoint request: the old size \" 3\" is not a plain decimal number");
    CHECK(told("old 3\nAAAA\n\n") == "reading add-checkpoint request: hash 1 of the proof has 3 bytes, not 32");
    auto unreadable = body;
    unreadable.insert(unreadable.size() - 1, "=");
    CHECK(AddCheckpoint::parse(unreadable).error().kind() == ErrorKind::Untrusted);
    CHECK(judge_unreadable(AddCheckpoint::parse(unreadable).error()).status == WitnessStatus::Untrusted);
    CHECK(judge_unreadable(AddCheckpoint::parse("old 3\n\nx\n").error()).status == WitnessStatus::Malformed);
    CHECK(told("old 3") == "reading add-checkpoint request: no empty line follows the hashes");
    CHECK(told("old 3\n\nx\n") ==
          "reading add-checkpoint request: reading note: no empty line parts text and signatures");
    CHECK(told("old 3\r\n" + body.substr(6)) ==
          "reading add-checkpoint request: the old size \"3\\x0d\" is not a plain decimal number");
    std::string hashes;
    for (std::size_t i = 0; i <= kProofHashesMax; ++i) hashes += render_merkle_hash(empty_root()) + "\n";
    CHECK(AddCheckpoint::parse("old 3\n" + hashes + "\n").error().kind() == ErrorKind::Limit);
    CHECK(AddCheckpoint::parse(std::string(kAddCheckpointBytesMax + 1, 'x')).error().kind() == ErrorKind::Limit);
}

TEST_CASE("a witness's answers are read as they are written", "[crypto][witness]") {
    CHECK(need(parse_size_answer(render_size_answer(TreeSize(3)))) == TreeSize(3));
    for (const auto* bad : {"", "3", "03\n", "3\n\n", " 3\n", "x\n"}) CHECK_FALSE(parse_size_answer(bad));
    const test::WitnessParty witness("w.example", 2);
    const World world;
    const auto lines = need(witness->cosign(test::checkpoint_of(world.log, world.head(7)), test::at(5)));
    CHECK(need(parse_signature_lines(render_signature_lines(lines))) == lines);
    CHECK(test::message_of(parse_signature_lines("")) == "it has no signature line");
}

TEST_CASE("whatever parses as a request is written back as it was", "[crypto][witness]") {
    const World world;
    const auto body = world.request(3, world.head(7)).render();
    CHECK(rc::check([&](std::size_t at, char c) {
        auto changed = body;
        changed[at % 300] = c;
        if (const auto request = AddCheckpoint::parse(changed)) RC_ASSERT(request->render() == changed);
    }));
}
