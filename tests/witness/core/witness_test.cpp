// SPDX-License-Identifier: Apache-2.0
#include "witness/core/witness.hpp"

#include "crypto/tlog/cosignature.hpp"
#include "crypto/tlog/signing_time.hpp"
#include "tests/witness/support.hpp"

#include <fstream>
#include <set>
#include <thread>

#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;
using namespace assay::witness;
using crypto::TreeSize;
using test::status_of;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

fs::path record_of(const test::WitnessHome& home, const test::SmallLog& log) {
    return home.home.path() / "data" / log.watched().origin.hash_hex() / "checkpoint";
}

}  // namespace

TEST_CASE("a witness cosigns with both keys what continues its record, and keeps it", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    CHECK_FALSE(witness->checkpoint(log.watched().origin.hash_hex()));
    std::uint64_t before = 0;
    for (const std::uint64_t size : {5U, 5U, 6U, 100U}) {
        const auto request = log.request(before, size);
        const auto reply = test::need(witness->add_checkpoint(request.render()));
        REQUIRE(reply.status == crypto::WitnessStatus::Cosign);
        CHECK(reply.origin == "log.example/a");
        CHECK(reply.size.value() == size);
        const auto lines = test::need(crypto::parse_signature_lines(reply.body));
        REQUIRE(lines.size() == 2);
        const auto& text = request.note.unverified_text();
        CHECK(test::need(crypto::verify_cosignature(home.signer.ed25519_key(), text, lines[0])) == home.clock.now());
        CHECK(test::need(crypto::verify_cosignature(home.signer.mldsa44_key(), text, lines[1])) == home.clock.now());
        auto expected = request.note;
        test::need(expected.add(lines));
        CHECK(witness->checkpoint(log.watched().origin.hash_hex()) == expected.render());
        CHECK(test::read(record_of(home, log)) == expected.render());
        before = size;
    }
}

TEST_CASE("each fault of a request has its status, and none changes the record", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a"), unknown("log.example/b"), impostor("log.example/a", 8);
    auto witness = home.open({log.watched()});
    const auto ask = [&](const crypto::AddCheckpoint& request) { return witness->add_checkpoint(request.render()); };
    CHECK(status_of(ask(log.request(0, 10))) == 200);
    const auto record = test::read(record_of(home, log));

    CHECK(status_of(witness->add_checkpoint("")) == 400);
    CHECK(status_of(witness->add_checkpoint("old 10\n")) == 400);
    CHECK(status_of(witness->add_checkpoint("old 010" + log.request(10, 12).render().substr(6))) == 400);
    auto no_checkpoint = test::need(crypto::Note::from("one line\n", log.checkpoint(12).signatures()));
    CHECK(status_of(ask({TreeSize(10), {}, no_checkpoint})) == 400);
    CHECK(status_of(ask(unknown.request(0, 3))) == 404);
    CHECK(status_of(ask(impostor.request(10, 12))) == 403);

    const auto good = log.checkpoint(12);
    for (const std::size_t only : {0U, 1U}) {
        const auto half = test::need(crypto::Note::from(good.unverified_text(), {good.signatures()[only]}));
        const auto reply = test::need(ask({TreeSize(10), log.request(10, 12).proof, half}));
        CHECK(static_cast<unsigned>(reply.status) == 403);
        CHECK(reply.body.find("has not signed it") != std::string::npos);
    }
    const auto stranger = log.checkpoint(13).signatures();
    CHECK(status_of(ask(
              {TreeSize(10), log.request(10, 12).proof,
               test::need(crypto::Note::from(good.unverified_text(), {good.signatures()[0], stranger[1]}))})) == 403);

    auto above = log.request(10, 12);
    above.old_size = TreeSize(13);
    CHECK(status_of(ask(above)) == 400);
    const auto stale = test::need(ask(log.request(9, 12)));
    CHECK(static_cast<unsigned>(stale.status) == 409);
    CHECK(stale.content_type == "text/x.tlog.size");
    CHECK(stale.body == "10\n");
    auto no_proof = log.request(10, 12);
    no_proof.proof = {};
    CHECK(status_of(ask(no_proof)) == 422);
    auto for_nothing = log.request(10, 10);
    for_nothing.proof = log.request(10, 12).proof;
    CHECK(status_of(ask(for_nothing)) == 422);

    CHECK(test::read(record_of(home, log)) == record);
    CHECK(status_of(ask(log.request(10, 12))) == 200);
}

TEST_CASE("lines by strangers are neither judged nor kept", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a"), stranger("log.example/z", 9);
    auto witness = home.open({log.watched()});
    auto request = log.request(0, 4);
    test::need(request.note.add(stranger.checkpoint(4).signatures()));
    CHECK(status_of(witness->add_checkpoint(request.render())) == 200);
    const auto kept = test::need(crypto::Note::parse(test::read(record_of(home, log))));
    CHECK(kept.signatures().size() == 4);
}

TEST_CASE("a log that signs two trees of one size is not cosigned, and the proof is kept", "[witness][core]") {
    test::WitnessHome home;
    test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    CHECK(status_of(witness->add_checkpoint(log.request(0, 10).render())) == 200);
    log.forked_at = 7;
    const auto forked = log.request(10, 10);
    const auto reply = test::need(witness->add_checkpoint(forked.render()));
    CHECK(static_cast<unsigned>(reply.status) == 422);
    CHECK(reply.shows_two_histories);
    // Also where another fault comes first.
    const auto other = test::need(witness->add_checkpoint(log.request(9, 10).render()));
    CHECK(static_cast<unsigned>(other.status) == 409);
    CHECK(other.shows_two_histories);
    std::vector<std::string> kept;
    for (const auto& entry : fs::directory_iterator(record_of(home, log).parent_path()))
        if (entry.path().filename().string().starts_with("conflict-")) kept.push_back(test::read(entry.path()));
    CHECK(kept == std::vector{forked.note.render()});
    const auto grown = test::need(witness->add_checkpoint(log.request(10, 12).render()));
    CHECK(static_cast<unsigned>(grown.status) == 422);
    CHECK_FALSE(grown.shows_two_histories);
}

TEST_CASE("a witness started again goes on from its record", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a"), other("log.example/b", 9);
    {
        auto witness = home.open({log.watched(), other.watched()});
        CHECK(status_of(witness->add_checkpoint(log.request(0, 10).render())) == 200);
        CHECK(home.try_open({log.watched()}).error().kind() == ErrorKind::Busy);
    }
    home.clock.seconds -= crypto::kClockStepSeconds;
    auto witness = home.open({other.watched(), log.watched()});
    CHECK(test::need(witness->add_checkpoint(log.request(0, 11).render())).body == "10\n");
    const auto reply = test::need(witness->add_checkpoint(log.request(10, 11).render()));
    const auto line = test::need(crypto::parse_signature_lines(reply.body))[0];
    CHECK(test::need(crypto::verify_cosignature(home.signer.ed25519_key(), log.checkpoint(11).unverified_text(), line))
              .seconds() == 1'800'000'000);
    CHECK(status_of(witness->add_checkpoint(other.request(0, 1).render())) == 200);
}

TEST_CASE("a witness whose clock once ran ahead recovers", "[witness][core]") {
    constexpr std::int64_t kYear = 365 * 86400;
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    const auto cosign = [&](Witness& witness, std::uint64_t before, std::uint64_t size) {
        const auto reply = test::need(witness.add_checkpoint(log.request(before, size).render()));
        std::set<Time> times;
        const auto lines = test::need(crypto::parse_signature_lines(reply.body));
        for (std::size_t i = 0; i < 2; ++i)
            times.insert(
                test::need(crypto::verify_cosignature(i == 0 ? home.signer.ed25519_key() : home.signer.mldsa44_key(),
                                                      log.checkpoint(size).unverified_text(), lines.at(i))));
        REQUIRE(times.size() == 1);
        return std::pair{*times.begin(), reply.record_ahead};
    };
    const auto right = home.clock.now();
    home.clock.seconds += 70 * kYear;
    const auto wrong = home.clock.now();
    {
        auto witness = home.open({log.watched()});
        CHECK(cosign(*witness, 0, 3) == std::pair{wrong, std::optional<Time>()});
        CHECK(witness->records_ahead().empty());
    }
    home.clock.seconds = right.seconds();
    auto witness = home.open({log.watched()});
    CHECK(witness->records_ahead() == std::vector{std::pair{std::string("log.example/a"), wrong}});
    CHECK(cosign(*witness, 3, 4) == std::pair{right, std::optional(wrong)});
    CHECK(witness->records_ahead().empty());
    CHECK(cosign(*witness, 4, 5) == std::pair{right, std::optional<Time>()});
}

TEST_CASE("a witness whose identity expires while it runs cosigns nothing more", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    home.expires = home.clock.seconds + 10;
    auto witness = home.open({log.watched()});
    home.clock.seconds += 10;
    CHECK(status_of(witness->add_checkpoint(log.request(0, 3).render())) == 200);
    const auto record = test::read(record_of(home, log));
    home.clock.seconds += 1;
    const auto refused = witness->add_checkpoint(log.request(3, 4).render());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Refused);
    CHECK(refused.error().message() == "cosigning log \"log.example/a\": the identity of \"w1\" expired");
    CHECK(test::read(record_of(home, log)) == record);
    CHECK(witness->checkpoint(log.watched().origin.hash_hex()) == record);
}

TEST_CASE("a damaged record is never guessed at", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a"), other("log.example/b", 9);
    {
        auto witness = home.open({log.watched(), other.watched()});
        CHECK(status_of(witness->add_checkpoint(log.request(0, 10).render())) == 200);
        CHECK(status_of(witness->add_checkpoint(other.request(0, 10).render())) == 200);
    }
    const auto path = record_of(home, log);
    const auto good = test::read(path);
    const auto lines_at = good.find("\n\n") + 2;
    const auto own_at = good.find("witness.example", lines_at);
    std::size_t found = 0;
    for (std::size_t byte = 0; byte < good.size(); byte += byte < lines_at ? 1 : 37) {
        // The log's own lines were judged when they came; ours vouch for the text.
        if (byte >= lines_at && byte < own_at) continue;
        auto bad = good;
        bad[byte] = static_cast<char>(bad[byte] ^ 1);
        write(path, bad);
        INFO("byte " << byte);
        CHECK_FALSE(home.try_open({log.watched()}));
        ++found;
    }
    std::printf("witness record: %zu flips, all found\n", found);
    write(path, good.substr(0, good.size() - 1));
    CHECK(home.try_open({log.watched()}).error().kind() == ErrorKind::Corrupt);
    write(path, "");
    CHECK(home.try_open({log.watched()}).error().kind() == ErrorKind::Corrupt);
    write(path, test::read(record_of(home, other)));
    CHECK(home.try_open({log.watched()}).error().kind() == ErrorKind::Corrupt);
    write(path, good);
    CHECK(home.try_open({log.watched()}));

    const test::KeyPair strange_keys{77};
    const auto stranger = test::need(
        crypto::WitnessSigner::from(test::need(crypto::KeyName::parse("w.example")), strange_keys.signers()));
    CHECK(Witness::open(home.home / "data", {stranger, home.counts_at}, {log.watched()}, home.clock).error().kind() ==
          ErrorKind::Conflict);
}

TEST_CASE("a witness whose record is lost while its folder remains does not begin again", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a"), other("log.example/b", 9);
    {
        // The second log is watched and never asks.
        auto witness = home.open({log.watched(), other.watched()});
        CHECK(status_of(witness->add_checkpoint(log.request(0, 10).render())) == 200);
    }
    {
        auto witness = home.open({log.watched(), other.watched()});
        CHECK(status_of(witness->add_checkpoint(other.request(0, 4).render())) == 200);
    }
    for (const auto* each : {&log, &other}) {
        const auto kept = test::read(record_of(home, *each));
        std::filesystem::remove(record_of(home, *each));
        const auto refused = home.try_open({log.watched(), other.watched()});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind() == ErrorKind::Corrupt);
        CHECK(refused.error().message().ends_with("is here, and the record of what was cosigned is not"));
        write(record_of(home, *each), kept);
    }
    CHECK(home.try_open({log.watched(), other.watched()}));
}

TEST_CASE("the recorded checkpoint is answered from the record for a minute, and cosigned anew after it",
          "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    const auto first = test::need(witness->add_checkpoint(log.request(0, 10).render()));
    const auto record = test::read(record_of(home, log));
    const auto written = std::filesystem::last_write_time(record_of(home, log));
    home.clock.seconds += Witness::kRepeatSeconds - 1;
    for (int time = 0; time < 100; ++time) {
        const auto again = test::need(witness->add_checkpoint(log.request(10, 10).render()));
        CHECK(static_cast<unsigned>(again.status) == 200);
        CHECK(again.body == first.body);
    }
    CHECK(test::read(record_of(home, log)) == record);
    CHECK(std::filesystem::last_write_time(record_of(home, log)) == written);
    // Also by a witness that was started again in between.
    witness.reset();
    witness = home.open({log.watched()});
    CHECK(test::need(witness->add_checkpoint(log.request(10, 10).render())).body == first.body);

    home.clock.seconds += 1;
    const auto later = test::need(witness->add_checkpoint(log.request(10, 10).render()));
    CHECK(later.body != first.body);
    const auto line = test::need(crypto::parse_signature_lines(later.body))[0];
    CHECK(test::need(crypto::verify_cosignature(home.signer.ed25519_key(), log.checkpoint(10).unverified_text(),
                                                line)) == home.clock.now());
    // Who has expired gives no lines away, whatever is on record.
    home.expires = home.clock.seconds;
    home.clock.seconds += 1;
    CHECK_FALSE(witness->add_checkpoint(log.request(10, 10).render()));
}

TEST_CASE("logs are kept apart by their origin", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    CHECK(home.try_open({log.watched(), log.watched()}).error().kind() == ErrorKind::Conflict);
    CHECK(home.try_open({{log.watched().origin, {}}}).error().kind() == ErrorKind::Invalid);
    CHECK(
        home.try_open({{log.watched().origin, {log.signer.ed25519_key(), log.signer.ed25519_key()}}}).error().kind() ==
        ErrorKind::Invalid);
}

TEST_CASE("of two requests at the same time over one record, one is cosigned", "[witness][core]") {
    test::WitnessHome home;
    test::SmallLog log("log.example/a");
    auto witness = home.open({log.watched()});
    std::uint64_t size = 10;
    REQUIRE(status_of(witness->add_checkpoint(log.request(0, size).render())) == 200);
    for (int round = 0; round < 8; ++round) {
        // Different continuations of one tree: the second request sees another record.
        std::vector<std::string> bodies;
        for (std::uint64_t more = 1; more <= 6; ++more) bodies.push_back(log.request(size, size + more).render());
        std::atomic<int> cosigned = 0, conflicts = 0;
        std::atomic<std::uint64_t> winner = 0;
        std::vector<std::thread> threads;
        for (const auto& body : bodies)
            threads.emplace_back([&] {
                const auto reply = witness->add_checkpoint(body);
                if (!reply) return;
                if (reply->status == crypto::WitnessStatus::Cosign) ++cosigned, winner = reply->size.value();
                if (reply->status == crypto::WitnessStatus::Conflict) ++conflicts;
            });
        for (auto& thread : threads) thread.join();
        CHECK(cosigned == 1);
        CHECK(conflicts == 5);
        size = winner;
        const auto kept = test::need(crypto::Note::parse(*witness->checkpoint(log.watched().origin.hash_hex())));
        CHECK(test::need(crypto::Checkpoint::parse(kept.unverified_text())).size().value() == size);
    }
}

TEST_CASE("a witness killed at any moment has recorded whatever it has answered", "[witness][core]") {
    test::WitnessHome home;
    const test::SmallLog log("log.example/a");
    std::uint64_t size = 0;
    for (int run = 0; run < 12; ++run) {
        int pipe[2];
        REQUIRE(::pipe(pipe) == 0);
        const auto child = ::fork();
        if (child == 0) {
            auto witness = home.open({log.watched()});
            for (std::uint64_t at = size;; ++at) {
                const auto reply = witness->add_checkpoint(log.request(at, at + 1).render());
                if (!reply || reply->status != crypto::WitnessStatus::Cosign) std::_Exit(1);
                const auto answered = at + 1;
                if (::write(pipe[1], &answered, sizeof answered) < 0) std::_Exit(2);
            }
        }
        ::close(pipe[1]);
        std::this_thread::sleep_for(std::chrono::milliseconds(15 + 11 * run));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        CHECK(WIFSIGNALED(status));
        std::uint64_t answered = size, next = 0;
        while (::read(pipe[0], &next, sizeof next) == sizeof next) answered = next;
        ::close(pipe[0]);
        auto witness = home.open({log.watched()});
        const auto note = witness->checkpoint(log.watched().origin.hash_hex());
        size = note ? test::need(crypto::Checkpoint::parse(test::need(crypto::Note::parse(*note)).unverified_text()))
                          .size()
                          .value()
                    : 0;
        REQUIRE(size >= answered);
        REQUIRE(size <= answered + 1);
    }
    CHECK(size > 0);
}

TEST_CASE("a witness on a full disk cosigns nothing, and goes on when there is room", "[witness][core]") {
    const test::TempFolder home;
    const auto child = ::fork();
    if (child == 0) {
        if (::unshare(::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0) std::_Exit(77);
        if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) std::_Exit(77);
        if (::mount("tmpfs", home.path().c_str(), "tmpfs", 0, "size=8m") != 0) std::_Exit(77);
        test::WitnessHome inner;
        const test::SmallLog log("log.example/a");
        auto witness =
            test::need(Witness::open(home / "data", {inner.signer, inner.counts_at}, {log.watched()}, inner.clock));
        if (status_of(witness->add_checkpoint(log.request(0, 4).render())) != 200) std::_Exit(10);
        write(home / "filler", std::string(16U << 20, 'x'));
        const auto full = witness->add_checkpoint(log.request(4, 5).render());
        if (full || full.error().kind() != ErrorKind::Full) std::_Exit(11);
        if (test::need(witness->add_checkpoint(log.request(3, 5).render())).body != "4\n") std::_Exit(12);
        fs::remove(home / "filler");
        std::_Exit(status_of(witness->add_checkpoint(log.request(4, 5).render())) == 200 ? 0 : 13);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) SKIP("no file system may be mounted here");
    CHECK(WEXITSTATUS(status) == 0);
}
