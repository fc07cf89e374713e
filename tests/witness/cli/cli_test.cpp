// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/cosignature.hpp"
#include "storage/keys/key_folder.hpp"
#include "storage/tlog/cosigning.hpp"
#include "storage/tlog/http_witness.hpp"
#include "tests/witness/support.hpp"
#include "witness/cli/commands.hpp"

#include <fstream>
#include <thread>

#include <unistd.h>

using namespace assay;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const SystemClock kMachineClock;

/// What a person would interrupt with.
class Stop final : public Interrupt {
public:
    Stop() { REQUIRE(::pipe(pipe_) == 0); }
    ~Stop() override { ::close(pipe_[0]), ::close(pipe_[1]); }
    void now() {
        requested_ = true;
        REQUIRE(::write(pipe_[1], "x", 1) == 1);
    }
    bool requested() const override { return requested_; }
    int descriptor() const override { return pipe_[0]; }

private:
    int pipe_[2];
    std::atomic<bool> requested_ = false;
};

struct Said {
    int status = 0;
    std::string out, talk;
};

Said run_witness(const std::vector<std::string>& arguments, const Interrupt& interrupt, const Clock& clock) {
    Said said;
    Streams streams{.out = [&](std::string_view text) { said.out += text; },
                    .talk = [&](std::string_view text) { said.talk += text; },
                    .out_facts = {},
                    .talk_facts = {}};
    said.status = run(witness::witness_command(clock), arguments, streams, interrupt);
    return said;
}
Said run_witness(const std::vector<std::string>& arguments, const Interrupt& interrupt) {
    return run_witness(arguments, interrupt, SystemClock());
}
Said run_witness(const std::vector<std::string>& arguments) { return run_witness(arguments, NoInterrupt()); }

/// Folders, keys and a log for commands to work on.
struct Desk {
    test::TempFolder home;
    test::SmallLog log{"log.example/a"};

    std::string path(const std::string& name) const { return (home / name).string(); }
    storage::KeyFolder make_keys(const std::string& name, std::uint64_t seed = 5,
                                 std::int64_t until = Time::kMax) const {
        test::CountingRandom random(seed);
        const auto time = [](std::int64_t seconds) { return test::need(Time::from_seconds(seconds)); };
        return test::need(storage::KeyFolder::create(
            home / name,
            {name, crypto::Role::Witness, {time(0), time(until)}, crypto::SignatureAlgorithm::Ed25519, {}, {}},
            random));
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream(home / name) << text; }
    std::string policy() const {
        return "log " + log.signer.ed25519_key().render() + "\nlog " + log.signer.mldsa44_key().render() +
               "\nquorum none\n";
    }
    std::vector<std::string> station(std::vector<std::string> command) const {
        for (const auto& word : {std::string("--key"), path("w1"), std::string("--data"), path("data"),
                                 std::string("--logs"), path("policy")})
            command.push_back(word);
        return command;
    }
    Said sign(const crypto::AddCheckpoint& request) const {
        write("request", request.render());
        fs::remove(home / "answer");
        return run_witness(station({"sign", path("request"), "--out", path("answer")}));
    }
};

/// `witness serve` in a thread of its own, until it goes.
class Serving {
public:
    Serving(std::vector<std::string> arguments, fs::path address_file, const Clock& clock = kMachineClock) {
        for (const auto& word : {std::string("--address-file"), address_file.string()}) arguments.push_back(word);
        fs::remove(address_file);
        thread_ = std::thread([this, arguments, &clock] { said_ = run_witness(arguments, stop_, clock); });
        for (int i = 0; i < 1000 && !fs::exists(address_file); ++i) std::this_thread::sleep_for(5ms);
        address_ = test::read(address_file);
        REQUIRE(address_.ends_with("\n"));
        address_.pop_back();
    }
    ~Serving() { end(); }
    Said end() {
        if (thread_.joinable()) {
            stop_.now();
            thread_.join();
        }
        return said_;
    }
    const std::string& address() const { return address_; }

private:
    Stop stop_;
    Said said_;
    std::string address_;
    std::thread thread_;
};

crypto::NoteKey cosign_key(const crypto::Identity& identity, const std::string& name, crypto::NoteKeyType type) {
    const auto* key = identity.find(name);
    return test::need(
        crypto::NoteKey::from(test::need(crypto::KeyName::parse(key->origin)), type, test::need(key->signature_key())));
}

}  // namespace

TEST_CASE("the pages of witness say what its commands do", "[witness][cli]") {
    CHECK(problems_of_pages(witness::witness_command(SystemClock())) == std::vector<std::string>());
}

TEST_CASE("a witness without a network cosigns from file to file", "[witness][cli]") {
    const Desk desk;
    const auto keys = desk.make_keys("w1");
    desk.write("policy", desk.policy());
    const auto request = desk.log.request(0, 5);
    const auto signed_once = desk.sign(request);
    CHECK(signed_once.status == 0);
    CHECK(signed_once.out.find("log.example/a") != std::string::npos);
    const auto lines = test::need(crypto::parse_signature_lines(test::read(desk.home / "answer")));
    REQUIRE(lines.size() == 2);
    CHECK(crypto::verify_cosignature(
        cosign_key(keys.identity(), "cosign.ed25519", crypto::NoteKeyType::Ed25519Cosignature),
        request.note.unverified_text(), lines[0]));
    CHECK(crypto::verify_cosignature(
        cosign_key(keys.identity(), "cosign.mldsa44", crypto::NoteKeyType::MlDsa44Cosignature),
        request.note.unverified_text(), lines[1]));

    const auto stale = desk.sign(desk.log.request(3, 6));
    CHECK(stale.status == 1);
    CHECK(stale.talk.find("the last size cosigned here is 5") != std::string::npos);
    CHECK_FALSE(fs::exists(desk.home / "answer"));
    CHECK(desk.sign(test::SmallLog("log.example/z", 9).request(0, 1)).status == 5);
    CHECK(desk.sign(test::SmallLog("log.example/a", 9).request(5, 6)).status == 10);
    auto no_proof = desk.log.request(5, 6);
    no_proof.proof = {};
    CHECK(desk.sign(no_proof).status == 10);
    auto forked = test::SmallLog("log.example/a");
    forked.forked_at = 2;
    const auto two_histories = desk.sign(forked.request(5, 5));
    CHECK(two_histories.status == 13);
    CHECK(two_histories.talk.find("signed two trees of size 5") != std::string::npos);
    CHECK(desk.sign(desk.log.request(5, 6)).status == 0);
}

TEST_CASE("what a witness cannot start with is said in its own words", "[witness][cli]") {
    const Desk desk;
    desk.make_keys("w1");
    desk.write("policy", desk.policy());
    CHECK(run_witness({"serve", "--data", desk.path("data"), "--logs", desk.path("policy")}).status == 2);
    const auto no_log = run_witness({"serve", "--key", desk.path("w1"), "--data", desk.path("data")});
    CHECK(no_log.status == 2);
    CHECK(no_log.talk.find("no log is given that could be watched") != std::string::npos);
    CHECK(
        run_witness({"serve", "--key", desk.path("absent"), "--data", desk.path("data"), "--logs", desk.path("policy")})
            .status == 5);
    CHECK(run_witness({"serve", "--key", desk.path("w1"), "--data", desk.path("data"), "--log", "nonsense"}).status ==
          1);
    CHECK(run_witness(desk.station({"serve", "--listen", "0.0.0.0:0"})).status == 4);
    CHECK(run_witness(desk.station({"sign", desk.path("missing"), "--out", desk.path("answer")})).status == 5);
    const Serving serving(desk.station({"serve"}), desk.home / "address");
    CHECK(run_witness(desk.station({"serve"})).status == 6);
}

TEST_CASE("a witness whose time is over cosigns nothing", "[witness][cli]") {
    const Desk desk;
    desk.make_keys("w1", 5, 1'000'000);
    desk.write("policy", desk.policy());
    for (const auto& said : {desk.sign(desk.log.request(0, 5)), run_witness(desk.station({"serve"}))}) {
        CHECK(said.status == 10);
        CHECK(said.talk.find("expired on 1970-01-12") != std::string::npos);
    }
    CHECK_FALSE(fs::exists(desk.home / "answer"));
    CHECK_FALSE(fs::exists(desk.home / "data"));
}

TEST_CASE("a served witness whose time runs out says so, and cosigns nothing more", "[witness][cli]") {
    const Desk desk;
    test::MovingClock clock;
    desk.make_keys("w1", 5, clock.seconds + 10);
    desk.write("policy", desk.policy());
    Serving serving(desk.station({"serve"}), desk.home / "address", clock);
    auto witness =
        test::need(storage::HttpWitness::open({.name = "w1", .url = serving.address(), .server = std::nullopt}));
    CHECK(test::need(witness->add_checkpoint(desk.log.request(0, 5).render())).status == 200);
    clock.seconds += 11;
    for (int i = 0; i < 2; ++i) {
        const auto answer = test::need(witness->add_checkpoint(desk.log.request(5, 6).render()));
        CHECK(answer.status == 403);
        CHECK(answer.body.find("expired on") != std::string::npos);
    }
    CHECK(test::need(witness->checkpoint(desk.log.watched().origin.hash_hex())).status == 200);
    const auto said = serving.end();
    CHECK(said.status == 0);
    const std::string words = "cosigning nothing any more: ";
    const auto at = said.talk.find(words);
    REQUIRE(at != std::string::npos);
    CHECK(said.talk.find("expired on", at) != std::string::npos);
    CHECK(said.talk.find(words, at + 1) == std::string::npos);
}

TEST_CASE("a recorded time ahead of the clock is said, by serve and by sign", "[witness][cli]") {
    const Desk desk;
    desk.make_keys("w1");
    desk.write("policy", desk.policy());
    test::MovingClock clock;
    const auto right = clock.seconds.load();
    clock.seconds += 70 * 365 * 86400LL;
    desk.write("first", desk.log.request(0, 5).render());
    desk.write("second", desk.log.request(5, 6).render());
    const auto sign = [&](const std::string& request) {
        return run_witness(desk.station({"sign", desk.path(request), "--out", desk.path(request + ".answer")}),
                           NoInterrupt(), clock);
    };
    CHECK(sign("first").talk.find("ahead of the clock") == std::string::npos);
    clock.seconds = right;
    const std::string words = "the last cosignature of log \"log.example/a\" has the time 2096-";
    {
        Serving serving(desk.station({"serve"}), desk.home / "address", clock);
        CHECK(serving.end().talk.find(words) != std::string::npos);
    }
    const auto said = sign("second");
    CHECK(said.status == 0);
    CHECK(said.talk.find(words) != std::string::npos);
    CHECK(sign("first").talk.find(words) == std::string::npos);
}

TEST_CASE("another party's keys are no witness's", "[witness][cli]") {
    const Desk desk;
    desk.write("policy", desk.policy());
    test::CountingRandom random(6);
    const auto end = test::need(Time::from_seconds(Time::kMax));
    test::need(storage::KeyFolder::create(desk.home / "w1",
                                          {"somebody",
                                           crypto::Role::Auditor,
                                           {test::need(Time::from_seconds(0)), end},
                                           crypto::SignatureAlgorithm::Ed25519,
                                           {},
                                           {}},
                                          random));
    const auto said = run_witness(desk.station({"serve"}));
    CHECK(said.status == 4);
    CHECK(said.talk.find("is no witness") != std::string::npos);
}

TEST_CASE("a served witness says where it is and ends when asked", "[witness][cli]") {
    const Desk desk;
    desk.make_keys("w1");
    desk.write("policy", desk.policy());
    Serving serving(desk.station({"serve", "--json"}), desk.home / "address");
    CHECK(serving.address().starts_with("http://127.0.0.1:"));
    const auto said = serving.end();
    CHECK(said.status == 0);
    CHECK(said.talk.starts_with("listening on " + serving.address() + "\n"));
    CHECK(said.out.find('\n') == said.out.size() - 1);
    const auto ready = test::need(Json::parse(said.out));
    CHECK(ready.text_at("format") == "assay-witness-ready-v1");
    CHECK(ready.text_at("address") == serving.address());
    CHECK(ready.find("verifier_keys")->items()->size() == 2);
    CHECK(*ready.find("logs")->items()->front().text() == "log.example/a");
}

TEST_CASE("a log and its served witnesses come to a quorum, across restarts", "[witness][cli][cosigning]") {
    const Desk desk;
    test::KeyPair log_keys{11};
    const SystemClock clock;
    const auto signer = test::need(
        crypto::LogSigner::from(test::need(crypto::KeyName::parse("log.example/escrow")), log_keys.signers()));
    const storage::LogPlace place{desk.home / "log", desk.home / "record"};
    auto log = test::need(storage::Log::create(place, signer, clock));

    auto text = "log " + signer.ed25519_key().render() + "\nlog " + signer.mldsa44_key().render() + "\n";
    for (const std::string name : {"w1", "w2"}) {
        const auto keys = desk.make_keys(name, name == "w1" ? 5 : 6);
        text += "witness " + name + "-ed " +
                cosign_key(keys.identity(), "cosign.ed25519", crypto::NoteKeyType::Ed25519Cosignature).render() + "\n";
        text += "witness " + name + "-pq " +
                cosign_key(keys.identity(), "cosign.mldsa44", crypto::NoteKeyType::MlDsa44Cosignature).render() + "\n";
        text += "group " + name + " all " + name + "-ed " + name + "-pq\n";
    }
    text += "group both all w1 w2\nquorum both\n";
    desk.write("policy", text);
    const auto policy = test::need(crypto::TlogPolicy::parse(text));
    for (std::uint64_t run = 1; run <= 2; ++run) {
        std::vector<std::unique_ptr<Serving>> serving;
        std::vector<std::unique_ptr<storage::WitnessChannel>> channels;
        for (const std::string name : {"w1", "w2"}) {
            serving.push_back(std::make_unique<Serving>(
                std::vector<std::string>{"serve", "--key", desk.path(name), "--data", desk.path(name + "-data"),
                                         "--logs", desk.path("policy")},
                desk.home / (name + ".address")));
            channels.push_back(test::need(
                storage::HttpWitness::open({.name = name, .url = serving.back()->address(), .server = std::nullopt})));
        }
        auto cosigning = test::need(storage::Cosigning::start(*log, policy, std::move(channels)));
        test::need(cosigning->settle(10s));
        const auto entry = crypto::make_leaf_entry(bytes_of(std::to_string(run)), crypto::LeafSalt());
        const auto index = test::need(log->append(std::vector{entry}));
        const auto cosigned = test::need(cosigning->wait_for_quorum(index, 10s));
        const auto checked = test::need(policy.evaluate(test::need(crypto::Note::parse(cosigned))));
        CHECK(checked.satisfies(crypto::LogKeys::All));
        CHECK(checked.head().size.value() == index.value() + 1);
        for (auto& each : serving) CHECK(each->end().status == 0);
        // With the witnesses gone a leaf waits, and is covered once they are back with what they remember.
        const auto waiting = test::need(log->append(std::vector{entry}));
        const auto waited = cosigning->wait_for_quorum(waiting, 300ms);
        REQUIRE_FALSE(waited);
        CHECK(waited.error().kind() == ErrorKind::Unavailable);
        CHECK(waited.error().message().find("witness \"w1\": ") != std::string::npos);
        CHECK(log->published()->head.size.value() == index.value() + 1);
        cosigning.reset();
        log.reset();
        log = test::need(storage::Log::open(place, signer, clock));
    }
    CHECK(log->latest().head.size == crypto::TreeSize(5));
}
