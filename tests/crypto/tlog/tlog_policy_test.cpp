// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tlog_policy.hpp"

#include "tests/crypto/tlog/parties.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

const TreeHead kHead{TreeSize(5), leaf_hash(ByteView())};

/// Three witnesses with two keys each, of which two suffice; one log with two keys.
struct World {
    test::LogParty log{"log.example/a", 1};
    test::WitnessParty w1{"w1.example", 11}, w2{"w2.example", 12}, w3{"w3.example", 13};
    Checkpoint checkpoint = test::checkpoint_of(log, kHead);

    std::string policy_text() const {
        std::string text =
            "log " + log->ed25519_key().render() + " https://log.example/a/\nlog " + log->mldsa44_key().render() + "\n";
        const auto witness = [&](const std::string& name, const test::WitnessParty& of) {
            text += "witness " + name + "-e " + of->ed25519_key().render() + "\nwitness " + name + "-m " +
                    of->mldsa44_key().render() + "\ngroup " + name + " all " + name + "-e " + name + "-m\n";
        };
        witness("w1", w1);
        witness("w2", w2);
        witness("w3", w3);
        return text + "group witnesses 2 w1 w2 w3\nquorum witnesses\n";
    }
    TlogPolicy policy() const { return need(TlogPolicy::parse(policy_text())); }
    Note signed_note() const { return need(log->sign_checkpoint(checkpoint, test::at(1'000))); }
    void cosign(Note& note, const test::WitnessParty& witness, std::int64_t seconds) const {
        need(note.add(need(witness->cosign(checkpoint, test::at(seconds)))));
    }
};

/// A policy line's vkey of a fresh Ed25519 key.
std::string key_of(NoteKeyType type, std::uint64_t number) {
    test::CountingRandom random(number);
    const auto key = PrivateKey::generate(SignatureAlgorithm::Ed25519, random);
    return need(NoteKey::from(need(KeyName::parse("k" + std::to_string(number) + ".example")), type, key.public_key()))
        .render();
}
std::string witness_key(std::uint64_t number) { return key_of(NoteKeyType::Ed25519Cosignature, number); }

std::string told(const std::string& policy) { return test::message_of(TlogPolicy::parse(policy)); }

}  // namespace

TEST_CASE("the shared vectors of policies hold", "[crypto][policy][vectors]") {
    const auto json = test::tlog_vectors("tlog_policies.json");
    test::Tally tally("tlog-tiles/tlog_policies");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto policy = TlogPolicy::parse(test::text_of(item, "policy"));
        bool right = policy.has_value() == test::wants_accept(item);
        if (right && policy) {
            right = need(TlogPolicy::parse(policy->render())).render() == policy->render();
            if (item.find("quorum") != nullptr)
                for (const auto& set : test::items_of(item, "quorum")) {
                    std::vector<Cosigned> cosigned;
                    for (const auto& name : test::items_of(set, "cosigned_by"))
                        cosigned.push_back({*name.text(), test::at(1)});
                    right = right && policy->quorum_of(cosigned).holds == *set.find("satisfied")->boolean();
                }
        }
        tally.count(test::text_of(item, "id"), right, test::message_of(policy));
    }
}

TEST_CASE("a checkpoint signed and cosigned with all keys satisfies the policy, at the quorum's time",
          "[crypto][policy]") {
    const World world;
    auto note = world.signed_note();
    world.cosign(note, world.w3, 3'000);
    world.cosign(note, world.w1, 1'500);
    world.cosign(note, world.w2, 2'000);
    const auto checked = need(world.policy().evaluate(note));
    CHECK(checked.checkpoint() == world.checkpoint);
    CHECK(checked.signed_by().size() == 2);
    CHECK(checked.not_signed_by().empty());
    REQUIRE(checked.cosigned().size() == 6);
    CHECK(checked.cosigned()[0] == Cosigned{"w1-e", test::at(1'500)});
    CHECK(checked.quorum_holds());
    CHECK(checked.quorum_time() == test::at(2'000));
    CHECK(checked.satisfies(LogKeys::All));
}

TEST_CASE("too few witnesses are sound and not enough", "[crypto][policy]") {
    const World world;
    auto note = world.signed_note();
    world.cosign(note, world.w1, 1'500);
    need(note.add({need(world.w2->cosign(world.checkpoint, test::at(1'600)))[0]}));  // the Ed25519 line alone
    const auto checked = need(world.policy().evaluate(note));
    CHECK_FALSE(checked.quorum_holds());
    CHECK(checked.quorum_time() == std::nullopt);
    const auto status = checked.satisfies(LogKeys::Any);
    REQUIRE_FALSE(status);
    CHECK(status.error().kind() == ErrorKind::PolicyUnmet);
    CHECK(status.error().message() ==
          "the checkpoint of \"log.example/a\" at size 5 lacks a quorum of witnesses: only \"w1-e\", \"w1-m\", "
          "\"w2-e\" cosigned");
}

TEST_CASE("one log key is enough for C2SP, and both are asked for where hybrid strength is", "[crypto][policy]") {
    const World world;
    const auto policy = need(TlogPolicy::parse("log " + world.log->ed25519_key().render() + "\nlog " +
                                               world.log->mldsa44_key().render() + "\nquorum none\n"));
    const auto lines = world.signed_note().signatures();
    for (const std::size_t kept : {0U, 1U}) {
        const auto checked = need(policy.evaluate(need(Note::from(world.checkpoint.render(), {lines[kept]}))));
        CHECK(checked.satisfies(LogKeys::Any));
        const auto all = checked.satisfies(LogKeys::All);
        REQUIRE_FALSE(all);
        CHECK(all.error().kind() == ErrorKind::Untrusted);
        const auto& missing = kept == 0 ? world.log->mldsa44_key() : world.log->ed25519_key();
        CHECK(all.error().message().ends_with("is not signed by the log's key " + missing.describe()));
    }
    const auto extended = world.checkpoint.render() + "frozen\n";
    const auto note = need(Note::from(
        extended, {need(sign_note(world.log->ed25519_key(), world.log.ed25519(), extended, std::nullopt)), lines[1]}));
    const auto checked = need(policy.evaluate(note));
    CHECK(checked.satisfies(LogKeys::Any));
    CHECK(checked.satisfies(LogKeys::All)
              .error()
              .message()
              .ends_with("has extension lines, which not every signature covers"));
}

TEST_CASE("what the policy's log has not signed is untrusted", "[crypto][policy]") {
    const World world;
    const test::LogParty other("log.example/b", 2);
    const auto policy = world.policy();
    const auto refused = [&](const Note& note) {
        const auto checked = policy.evaluate(note);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().kind() == ErrorKind::Untrusted);
        return checked.error().message();
    };
    CHECK(refused(need(other->sign_checkpoint(test::checkpoint_of(other, kHead), test::at(1)))) ==
          "checking the checkpoint of \"log.example/b\": the policy lists no log of this origin");
    const auto text = world.checkpoint.render();
    CHECK(refused(need(Note::from(text, need(world.w1->cosign(world.checkpoint, test::at(1)))))) ==
          "checking the checkpoint of \"log.example/a\": none of the log's listed keys has signed it");

    // A listed key vouches for the origin that is its name, no other.
    const auto two = need(TlogPolicy::parse("log " + world.log->ed25519_key().render() + "\nlog " +
                                            other->ed25519_key().render() + "\nquorum none\n"));
    const auto foreign =
        need(Note::from(text, {need(sign_note(other->ed25519_key(), other.ed25519(), text, std::nullopt))}));
    CHECK(test::message_of(two.evaluate(foreign)) ==
          "checking the checkpoint of \"log.example/a\": none of the log's listed keys has signed it");

    const auto empty = world.log->name().text() + "\n0\n" + render_merkle_hash(kHead.root) + "\n";
    const auto wrong_empty =
        need(Note::from(empty, {need(sign_note(world.log->ed25519_key(), world.log.ed25519(), empty, std::nullopt))}));
    CHECK(refused(wrong_empty).ends_with("a tree of size 0 has a root that is not the hash of no bytes"));
}

TEST_CASE("a bad signature of a listed witness sinks a checkpoint that is otherwise enough", "[crypto][policy]") {
    const World world;
    auto note = world.signed_note();
    world.cosign(note, world.w1, 1'500);
    world.cosign(note, world.w2, 1'500);
    auto bad = need(world.w3->cosign(world.checkpoint, test::at(1'500)))[0].signature();
    bad.back() ^= 1;
    need(note.add({NoteSignature(world.w3->ed25519_key(), bad)}));
    CHECK(world.policy().evaluate(note).error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("a cosignature without time does not count", "[crypto][policy]") {
    const World world;
    const auto policy = need(TlogPolicy::parse("log " + world.log->ed25519_key().render() + "\nwitness w " +
                                               world.w1->mldsa44_key().render() + "\nquorum w\n"));
    auto note = world.signed_note();
    need(note.add(
        {need(sign_note(world.w1->mldsa44_key(), world.w1.mldsa44(), world.checkpoint.render(), std::nullopt))}));
    const auto checked = need(policy.evaluate(note));
    CHECK(checked.cosigned().empty());
    CHECK_FALSE(checked.quorum_holds());
    CHECK(checked.satisfies(LogKeys::Any).error().message().ends_with("lacks a quorum of witnesses: none cosigned"));
}

TEST_CASE("a policy without witnesses holds and has no time", "[crypto][policy]") {
    const World world;
    const auto policy = need(TlogPolicy::parse("log " + world.log->ed25519_key().render() + "\nquorum none\n"));
    const auto checked = need(policy.evaluate(world.signed_note()));
    CHECK(checked.quorum_holds());
    CHECK(checked.quorum_time() == std::nullopt);
}

TEST_CASE("the quorum's time is the smallest at which the witnesses so far suffice", "[crypto][policy]") {
    const std::string names[] = {"a", "b", "c", "d", "e", "f"};
    std::string text;
    for (std::uint64_t i = 0; i < 6; ++i) text += "witness " + names[i] + " " + witness_key(i + 1) + "\n";
    const auto policy = need(
        TlogPolicy::parse(text + "group x 2 a b c\ngroup y any d e\ngroup z all x y\ngroup top 1 z f\nquorum top\n"));
    CHECK(rc::check([&](const std::vector<std::uint8_t>& times) {
        std::vector<Cosigned> cosigned;
        for (std::size_t i = 0; i < std::min<std::size_t>(times.size(), 6); ++i)
            if (times[i] % 4 != 0) cosigned.push_back({names[i], test::at(times[i])});
        // By definition: try every moment, with the witnesses up to then.
        const auto suffices = [&](std::int64_t moment) {
            const auto by_then = [&](const std::string& name) {
                return std::ranges::any_of(
                    cosigned, [&](const Cosigned& by) { return by.witness == name && by.time.seconds() <= moment; });
            };
            const int x = by_then("a") + by_then("b") + by_then("c");
            return (x >= 2 && (by_then("d") || by_then("e"))) || by_then("f");
        };
        Quorum expected{.holds = false, .time = std::nullopt};
        for (std::int64_t moment = 0; moment < 256 && !expected.holds; ++moment)
            if (suffices(moment)) expected = {.holds = true, .time = test::at(moment)};
        RC_ASSERT((policy.quorum_of(cosigned) == expected));
    }));
    CHECK_FALSE(policy.quorum_of({{"f", test::at(9)}, {"f", test::at(4)}}).time == test::at(9));
    CHECK_FALSE(policy.quorum_of({{"unknown", test::at(9)}}).holds);
}

TEST_CASE("a key is in a policy once, under any role and name", "[crypto][policy]") {
    test::CountingRandom random;
    const auto key = PrivateKey::generate(SignatureAlgorithm::Ed25519, random).public_key();
    const auto vkey = [&](const std::string& name, NoteKeyType type) {
        return need(NoteKey::from(need(KeyName::parse(name)), type, key)).render();
    };
    const auto log_line = "log " + vkey("a", NoteKeyType::Ed25519) + "\n";
    CHECK(told(log_line + "quorum none\n").empty());
    CHECK(told(log_line + log_line + "quorum none\n").ends_with("is listed twice"));
    CHECK(told(log_line + "log " + vkey("b", NoteKeyType::Ed25519) + "\nquorum none\n").ends_with("is listed twice"));
    CHECK(told(log_line + "witness w " + vkey("w", NoteKeyType::Ed25519Cosignature) + "\nquorum w\n")
              .ends_with("is listed twice"));
    CHECK(told("witness w " + vkey("w", NoteKeyType::Ed25519Cosignature) + "\nwitness v " +
               vkey("v", NoteKeyType::Ed25519Cosignature) + "\nquorum w\n")
              .ends_with("is listed twice"));
}

TEST_CASE("each malformed policy is reported with its line and cause", "[crypto][policy]") {
    const auto w = "witness w " + witness_key(1) + "\n";
    const auto v = "witness v " + witness_key(2) + "\n";
    CHECK(told("") == "reading policy: it does not end in a newline");
    CHECK(told("quorum none") == "reading policy: it does not end in a newline");
    CHECK(told("\n") == "reading policy: no quorum is given");
    CHECK(told("quorum none\r\n") == "reading policy: it has a control character at byte 11");
    CHECK(told("quorum none\n# \x7f\n") == "reading policy: it has a control character at byte 14");
    CHECK(told("quorum none\nquorum none\n") == "reading policy: line 2: a second quorum is given");
    CHECK(told("quorum w\n" + w) == "reading policy: line 1: the quorum \"w\" is not defined before it");
    CHECK(told("observer x\n") == "reading policy: line 1: the word \"observer\" is unknown");
    CHECK(told("log\n") == "reading policy: line 1: a log is written as: log <vkey> [<url>]");
    CHECK(told("witness w\n") == "reading policy: line 1: a witness is written as: witness <name> <vkey> [<url>]");
    CHECK(told("group g any\n") == "reading policy: line 1: a group is written as: group <name> all|any|<k> <name>...");
    CHECK(told("quorum a b\n") == "reading policy: line 1: a quorum is written as: quorum <name>|none");
    CHECK(told(w + "witness w " + witness_key(2) + "\n") == "reading policy: line 2: the name \"w\" is defined twice");
    CHECK(told("witness none " + witness_key(1) + "\n") == "reading policy: line 1: the name \"none\" is taken");
    CHECK(told(w + "group g 0 w\n") == "reading policy: line 2: the group \"g\" has 1 member and asks for 0");
    CHECK(told(w + "group g 2 w\n") == "reading policy: line 2: the group \"g\" has 1 member and asks for 2");
    CHECK(told(w + "group g 01 w\n") ==
          "reading policy: line 2: the threshold \"01\" is neither \"any\", \"all\" nor a decimal number");
    CHECK(told(w + "group g any w none\n") ==
          "reading policy: line 2: the member \"none\" is not defined before its group");
    CHECK(told(w + "group g any w w\n") == "reading policy: line 2: the name \"w\" is a member twice");
    CHECK(told(w + v + "group g any w\ngroup h any w v\n") ==
          "reading policy: line 4: the name \"w\" is a member twice");
    CHECK(told("witness w " + key_of(NoteKeyType::Ed25519, 1) + "\n")
              .ends_with("does not cosign, so it cannot be a witness's"));
    CHECK(told("log " + witness_key(1) + "\n").ends_with("cannot be a log's"));
    CHECK(TlogPolicy::parse("witness w x+00000000+Ag==\n").error().kind() == ErrorKind::Unsupported);
}

TEST_CASE("a policy's limits hold", "[crypto][policy]") {
    CHECK(TlogPolicy::parse(std::string(kPolicyBytesMax, '\n') + "quorum none\n").error().kind() == ErrorKind::Limit);
    std::string logs, witnesses, groups;
    for (std::uint64_t i = 0; i <= kPolicyLogsMax; ++i) logs += "log " + key_of(NoteKeyType::Ed25519, i + 1) + "\n";
    CHECK(TlogPolicy::parse(logs).error().kind() == ErrorKind::Limit);
    for (std::uint64_t i = 0; i <= kPolicyWitnessesMax; ++i)
        witnesses += "witness w" + std::to_string(i) + " " + witness_key(i + 1) + "\n";
    CHECK(TlogPolicy::parse(witnesses).error().kind() == ErrorKind::Limit);
    groups = "witness g0 " + witness_key(1) + "\n";
    for (std::size_t i = 0; i <= kPolicyGroupsMax; ++i)
        groups += "group g" + std::to_string(i + 1) + " any g" + std::to_string(i) + "\n";
    CHECK(TlogPolicy::parse(groups).error().kind() == ErrorKind::Limit);
}

TEST_CASE("a policy is read as it is written", "[crypto][policy]") {
    const World world;
    const auto policy = world.policy();
    const auto again = need(TlogPolicy::parse(policy.render()));
    CHECK(again.render() == policy.render());
    CHECK(again.logs()[0].url == "https://log.example/a/");
    CHECK(again.witnesses().size() == 6);
    CHECK(again.groups().back().needed == 2);
    CHECK(again.quorum() == "witnesses");
    CHECK(rc::check([&](std::size_t at, char c) {
        auto text = world.policy_text();
        text[at % text.size()] = c;
        if (const auto changed = TlogPolicy::parse(text))
            RC_ASSERT(TlogPolicy::parse(changed->render())->render() == changed->render());
    }));
}
