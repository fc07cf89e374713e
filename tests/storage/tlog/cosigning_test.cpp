// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/cosigning.hpp"

#include "storage/tlog/sequencer.hpp"
#include "tests/storage/tlog/fake_witness.hpp"

#include <catch2/generators/catch_generators.hpp>

using namespace assay;
using namespace assay::storage;
using namespace std::chrono_literals;
using crypto::LeafIndex;
using crypto::TreeSize;
namespace fs = std::filesystem;

namespace {

/// A log with three witnesses, of which the policy asks for two, each with both of its keys.
struct WitnessedHome : test::LogHome {
    test::FakeWitness w1{"w1", 31, signer, clock}, w2{"w2", 32, signer, clock}, w3{"w3", 33, signer, clock};

    crypto::TlogPolicy policy(std::size_t needed = 2) const {
        crypto::TlogPolicyBuilder builder;
        test::need(builder.log(signer.ed25519_key()));
        test::need(builder.log(signer.mldsa44_key()));
        std::vector<std::string> groups;
        for (const auto* witness : {&w1, &w2, &w3}) {
            test::need(builder.witness(witness->name + "-classical", witness->signer.ed25519_key()));
            test::need(builder.witness(witness->name + "-pq", witness->signer.mldsa44_key()));
            groups.push_back(witness->name);
            test::need(builder.group(witness->name, 2, {witness->name + "-classical", witness->name + "-pq"}));
        }
        test::need(builder.group("enough", needed, groups));
        test::need(builder.quorum("enough"));
        return test::need(std::move(builder).finish());
    }
    std::vector<std::unique_ptr<WitnessChannel>> channels() {
        std::vector<std::unique_ptr<WitnessChannel>> out;
        for (auto* witness : {&w1, &w2, &w3}) out.push_back(witness->channel());
        return out;
    }
    std::unique_ptr<Cosigning> cosign(Log& log, std::size_t needed = 2) {
        return test::need(Cosigning::start(log, policy(needed), channels(), {.witness = 1000ms, .retry = 50ms}));
    }
    crypto::CheckedCheckpoint checked(const std::string& text) const {
        return test::need(policy().evaluate(test::need(crypto::Note::parse(text))));
    }
};

/// Waits until `holds` does; fails the test when it never does.
template <typename Holds>
void eventually(Holds holds) {
    for (int i = 0; i < 500 && !holds(); ++i) std::this_thread::sleep_for(10ms);
    CHECK(holds());
}

}  // namespace

TEST_CASE("a leaf is proven once a quorum of witnesses has seen it, and only then does the public see it",
          "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    auto cosigning = home.cosign(*log);
    test::need(cosigning->settle(5s));
    const auto first = test::need(log->append(test::entries_from(1, 10)));
    const auto text = test::need(cosigning->wait_for_quorum(first, 5s));
    const auto checked = home.checked(text);
    CHECK(checked.satisfies(crypto::LogKeys::All));
    CHECK(checked.cosigned().size() >= 4);
    CHECK(checked.head().size == TreeSize(11));
    CHECK(checked.quorum_time() == home.clock.now());
    CHECK(crypto::verify_inclusion({first, crypto::leaf_hash(test::entry_of(1))},
                                   test::need(log->inclusion_proof(first, TreeSize(11))), checked.head()));
    eventually([&] { return log->published()->note.signatures().size() == 8; });
    CHECK(test::read(home.place.folder / "checkpoint") == log->published()->note.render());
    CHECK(test::need(cosigning->wait_for_quorum(LeafIndex(0), 0ms)) == log->published()->note.render());
    CHECK(cosigning->wait_for_quorum(LeafIndex(11), 0ms).error().kind() == ErrorKind::Invalid);
}

TEST_CASE("without a quorum nothing is published, the missing are named with their reasons, and nothing is lost",
          "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    home.w2.is_down = true;
    home.w3.canned = WitnessAnswer{403, "text/plain", "no known key has signed it\n"};
    auto cosigning = home.cosign(*log);
    const auto first = test::need(log->append(test::entries_from(1, 3)));
    test::need(cosigning->settle(5s));
    const auto waited = cosigning->wait_for_quorum(first, 300ms);
    REQUIRE_FALSE(waited);
    CHECK(waited.error().kind() == ErrorKind::Unavailable);
    const auto& message = waited.error().message();
    CHECK(message.find("no quorum for leaf 1 within 300 ms") != std::string::npos);
    CHECK(message.find("witness \"w2\": connecting to w2: connection refused") != std::string::npos);
    CHECK(message.find("witness \"w3\": it answers 403 \"no known key has signed it\"") != std::string::npos);
    CHECK(message.find("the policy misses \"w2-classical\", \"w2-pq\", \"w3-classical\", \"w3-pq\"") !=
          std::string::npos);
    CHECK(message.find("witness \"w1\"") == std::string::npos);
    CHECK_FALSE(fs::exists(home.place.folder / "checkpoint"));
    home.w2.is_down = false;
    CHECK(home.checked(test::need(cosigning->wait_for_quorum(first, 5s))).quorum_holds());
}

TEST_CASE("a slow witness delays no other, and its cosignature is added when it comes", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    home.w3.delay_ms = 700;
    auto cosigning = home.cosign(*log);
    const auto begun = std::chrono::steady_clock::now();
    for (std::uint64_t i = 1; i <= 3; ++i) {
        const auto first = test::need(log->append(test::entries_from(i, 1)));
        test::need(cosigning->wait_for_quorum(first, 5s));
    }
    CHECK(std::chrono::steady_clock::now() - begun < 690ms);
    eventually([&] { return log->published()->note.signatures().size() == 8; });
    CHECK(home.w3.head() == log->latest().head);
}

TEST_CASE("a witness that lost its memory, or knows more than we remember, corrects our idea of it",
          "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    {
        auto cosigning = home.cosign(*log, 3);
        test::need(cosigning->wait_for_quorum(test::need(log->append(test::entries_from(1, 5))), 5s));
    }
    CHECK(test::need(read_witness_sizes(log->record())) ==
          WitnessSizes{{"w1", TreeSize(6)}, {"w2", TreeSize(6)}, {"w3", TreeSize(6)}});
    home.w1.forget();
    test::need(write_witness_sizes(log->record(), {{"w1", TreeSize(6)}, {"w2", TreeSize(2)}}));
    auto cosigning = home.cosign(*log, 3);
    test::need(cosigning->wait_for_quorum(test::need(log->append(test::entries_from(6, 5))), 5s));
    CHECK(home.w1.head() == log->latest().head);
    CHECK(home.w2.head() == log->latest().head);
    CHECK(home.w3.head() == log->latest().head);
}

TEST_CASE("of a witness nothing is taken that does not hold", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    home.w2.is_down = true;
    const auto head = log->latest().head;
    const crypto::Checkpoint own(test::need(crypto::Origin::parse(log->origin())), head);
    const crypto::Checkpoint other(test::need(crypto::Origin::parse(log->origin())), {TreeSize(5), head.root});
    const test::KeyPair stranger{77};
    const auto unknown = test::need(crypto::WitnessSigner::from(home.w3.signer.name(), stranger.signers()));
    const auto lines = [&](const crypto::WitnessSigner& signer, const crypto::Checkpoint& checkpoint) {
        return crypto::render_signature_lines(test::need(signer.cosign(checkpoint, home.clock.now())));
    };
    const std::vector<std::pair<WitnessAnswer, std::string>> cases = {
        {{200, "text/plain", lines(home.w3.signer, other)}, "does not"},
        {{200, "text/plain", lines(unknown, own)}, "none of the keys it cosigns with is in the policy"},
        {{200, "text/plain", "nonsense"}, "signature line"},
        {{200, "text/plain", ""}, ""},
        {{409, "text/plain", "3\n"}, "its answer 409 has the type \"text/plain\""},
        {{409, "text/x.tlog.size", "03\n"}, "the size"},
        {{409, "text/x.tlog.size", "0\n"}, "it answers 409 and names the size it was shown, 0"},
        {{409, "text/x.tlog.size", "99\n"}, "it says that it has cosigned size 99, and was shown size 1"},
        {{422, "text/plain", "bad proof\x1b[31m\n"}, "it answers 422 \"bad proof\\x1b[31m\""},
        {{500, "text/plain", "oops"}, "it answers 500 \"oops\""},
    };
    for (const auto& [answer, why] : cases) {
        CAPTURE(answer.status, answer.body);
        home.w3.canned = answer;
        auto cosigning = home.cosign(*log);
        test::need(cosigning->settle(5s));
        const auto waited = cosigning->wait_for_quorum(LeafIndex(0), 0ms);
        REQUIRE_FALSE(waited);
        CHECK(waited.error().kind() == ErrorKind::Unavailable);
        CHECK(waited.error().message().find("witness \"w3\": ") != std::string::npos);
        CHECK(waited.error().message().find(why) != std::string::npos);
        CHECK_FALSE(log->published());
        CHECK(log->check_running());
    }
}

TEST_CASE("a witness that has seen more of a log than the log itself stops it before it signs again",
          "[storage][tlog][cosigning]") {
    WitnessedHome home;
    { auto log = home.create(); }
    fs::copy(home.place.folder, home.home / "old-log", fs::copy_options::recursive);
    fs::copy(home.place.record, home.home / "old-record", fs::copy_options::recursive);
    {
        auto log = home.open();
        auto cosigning = home.cosign(*log);
        test::need(cosigning->wait_for_quorum(test::need(log->append(test::entries_from(1, 9))), 5s));
        eventually([&] { return log->published()->note.signatures().size() == 8; });
    }
    // Both folders go back at once, so that neither of them shows it.
    fs::remove_all(home.place.folder);
    fs::remove_all(home.place.record);
    fs::rename(home.home / "old-log", home.place.folder);
    fs::rename(home.home / "old-record", home.place.record);
    auto log = home.open();
    const bool has_grown_again = GENERATE(false, true);
    if (has_grown_again) test::need(log->append(test::entries_from(100, 20)));
    auto cosigning = home.cosign(*log);
    const auto settled = cosigning->settle(5s);
    REQUIRE_FALSE(settled);
    const auto appended = log->append(test::entries_from(200, 1));
    REQUIRE_FALSE(appended);
    if (has_grown_again) {
        CHECK(settled.error().kind() == ErrorKind::Equivocation);
        CHECK(settled.error().message().ends_with("it shows two histories"));
    } else {
        CHECK(settled.error().kind() == ErrorKind::Corrupt);
        CHECK(settled.error().message().ends_with("the log has been put back from an older copy"));
    }
    CHECK(appended.error().message() == settled.error().message());
    CHECK(cosigning->wait_for_quorum(LeafIndex(0), 1s).error().kind() == settled.error().kind());
}

TEST_CASE("a record of witnesses that is ahead of its log refuses to start", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    test::need(write_witness_sizes(log->record(), {{"w1", TreeSize(2)}}));
    const auto started = Cosigning::start(*log, home.policy(), home.channels());
    REQUIRE_FALSE(started);
    CHECK(started.error().kind() == ErrorKind::Corrupt);
}

TEST_CASE("a policy for another log, and two witnesses of one name, are refused", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    const test::KeyPair stranger{50};
    const auto other = test::need(
        crypto::LogSigner::from(test::need(crypto::KeyName::parse("other.example/log")), stranger.signers()));
    crypto::TlogPolicyBuilder builder;
    test::need(builder.log(other.ed25519_key()));
    test::need(builder.quorum("none"));
    CHECK(Cosigning::start(*log, test::need(std::move(builder).finish()), {}).error().kind() == ErrorKind::Untrusted);
    auto twice = home.channels();
    twice.push_back(home.w1.channel());
    CHECK(Cosigning::start(*log, home.policy(), std::move(twice)).error().kind() == ErrorKind::Conflict);
}

TEST_CASE("where the policy asks for no witness, the log's own signatures publish", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    crypto::TlogPolicyBuilder builder;
    test::need(builder.log(home.signer.ed25519_key()));
    test::need(builder.log(home.signer.mldsa44_key()));
    test::need(builder.quorum("none"));
    auto cosigning = test::need(Cosigning::start(*log, test::need(std::move(builder).finish()), {}));
    const auto first = test::need(log->append(test::entries_from(1, 2)));
    const auto text = test::need(cosigning->wait_for_quorum(first, 5s));
    CHECK(text == test::read(home.place.folder / "checkpoint"));
    CHECK(test::need(crypto::Note::parse(text)) == log->latest().note);
}

TEST_CASE("cosignatures published before a restart keep their times", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    const auto before = home.clock.now();
    {
        auto log = home.create();
        auto cosigning = home.cosign(*log);
        test::need(cosigning->wait_for_quorum(LeafIndex(0), 5s));
        eventually([&] { return log->published()->note.signatures().size() == 8; });
    }
    home.clock.seconds += 100'000;
    auto log = home.open();
    auto cosigning = home.cosign(*log);
    test::need(cosigning->settle(5s));
    CHECK(home.checked(test::need(cosigning->wait_for_quorum(LeafIndex(0), 0ms))).quorum_time() == before);
    CHECK(log->published()->note.signatures().size() == 8);
}

TEST_CASE("many writers and their witnesses: every leaf gets its proof", "[storage][tlog][cosigning]") {
    WitnessedHome home;
    auto log = home.create();
    home.w2.delay_ms = 5;
    auto cosigning = home.cosign(*log);
    auto sequencer = test::need(Sequencer::start(*log));
    std::vector<std::thread> threads;
    std::atomic<int> proven = 0;
    for (std::size_t thread = 0; thread < 8; ++thread)
        threads.emplace_back([&, thread] {
            for (std::size_t i = 0; i < 5; ++i) {
                const auto entries = test::entries_from(1000 * thread + i, 1);
                const auto index = sequencer->append(entries);
                if (!index) continue;
                const auto text = cosigning->wait_for_quorum(*index, 20s);
                if (!text) continue;
                const auto note = crypto::Note::parse(*text);
                const auto checked = home.policy().evaluate(*note);
                const auto proof = log->inclusion_proof(*index, checked->head().size);
                if (proof && crypto::verify_inclusion({*index, crypto::leaf_hash(entries[0])}, *proof, checked->head()))
                    ++proven;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(proven == 40);
}
