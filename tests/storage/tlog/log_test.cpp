// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/log.hpp"

#include "tests/storage/tlog/fixture.hpp"

#include <algorithm>
#include <catch2/generators/catch_generators.hpp>
#include <fstream>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace assay;
using namespace assay::storage;
using crypto::LeafIndex;
using crypto::TreeSize;
namespace fs = std::filesystem;

namespace {

TreeSize size_of(std::uint64_t value) { return test::need(TreeSize::from(value)); }
LeafIndex index_of(std::uint64_t value) { return test::need(LeafIndex::from(value)); }

void copy_over(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::copy(from, to, fs::copy_options::recursive);
}

/// Leaves this process `spare` descriptors that it may still open, while it lives.
class FewDescriptors {
public:
    explicit FewDescriptors(rlim_t spare) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        auto few = before_;
        few.rlim_cur = static_cast<rlim_t>(lowest) + spare;
        ::close(lowest);
        ::setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("a new log begins with its genesis entry, signed by both of its keys", "[storage][tlog][log]") {
    test::LogHome home;
    auto log = home.create();
    const auto latest = log->latest();
    CHECK(latest.head.size == TreeSize(1));
    CHECK(latest.note.signatures().size() == 2);
    const auto genesis = test::read(home.place.folder / "genesis");
    CHECK(genesis == "assay-log-genesis-v1\n" + home.signer.ed25519_key().render() + "\n" +
                         home.signer.mldsa44_key().render() + "\n");
    CHECK(test::need(log->entry(LeafIndex(0))) == genesis_entry(genesis));
    CHECK(latest.head.root == crypto::leaf_hash(genesis_entry(genesis)));
    CHECK_FALSE(log->published());
    CHECK_FALSE(fs::exists(home.place.folder / "checkpoint"));
}

TEST_CASE("entries are where they were appended, and every proof of every size verifies", "[storage][tlog][log]") {
    test::LogHome home;
    auto log = home.create();
    std::vector<crypto::MerkleHash> leaves = {crypto::leaf_hash(test::need(log->entry(LeafIndex(0))))};
    std::vector<crypto::TreeHead> heads = {log->latest().head};
    for (const std::size_t count : std::vector<std::size_t>{1, 2, 3, 249, 1, 1, 255, 600, 5}) {
        const auto entries = test::entries_from(leaves.size(), count);
        CHECK(test::need(log->append(entries)) == index_of(leaves.size()));
        for (const auto& entry : entries) leaves.push_back(crypto::leaf_hash(entry));
        heads.push_back(log->latest().head);
        CHECK(heads.back().size == size_of(leaves.size()));
    }
    CHECK(test::need(log->entry(index_of(700))) == test::entry_of(700));
    for (const auto& head : heads) {
        CHECK(test::need(log->root_at(head.size)) == head.root);
        for (std::uint64_t leaf = 0; leaf < head.size.value(); leaf += 1 + leaf / 7)
            CHECK(crypto::verify_inclusion({index_of(leaf), leaves[leaf]},
                                           test::need(log->inclusion_proof(index_of(leaf), head.size)), head));
        for (const auto& older : heads)
            if (older.size <= head.size)
                CHECK(
                    crypto::verify_consistency(older, test::need(log->consistency_proof(older.size, head.size)), head));
    }
    CHECK_FALSE(log->inclusion_proof(LeafIndex(0), size_of(leaves.size() + 1)));
    CHECK(log->entry(index_of(leaves.size())).error().kind() == ErrorKind::NotFound);
    CHECK(log->append({}).error().kind() == ErrorKind::Invalid);
    CHECK(log->append(test::entries_from(0, Log::kAppendLeavesMax + 1)).error().kind() == ErrorKind::Limit);
    CHECK(log->check_running());
}

TEST_CASE("a log goes on where it was closed, and equal entries are each their own leaf", "[storage][tlog][log]") {
    test::LogHome home;
    crypto::TreeHead head;
    {
        auto log = home.create();
        test::need(log->append(test::entries_from(1, 300)));
        test::need(log->append(test::entries_from(1, 1)));
        head = log->latest().head;
        CHECK(home.try_open().error().kind() == ErrorKind::Busy);
    }
    auto log = home.open();
    CHECK(log->latest().head == head);
    CHECK(test::need(log->entry(LeafIndex(1))) == test::need(log->entry(LeafIndex(301))));
    CHECK(test::need(log->append(test::entries_from(302, 1))) == LeafIndex(302));
    CHECK(crypto::verify_consistency(head, test::need(log->consistency_proof(head.size, TreeSize(303))),
                                     log->latest().head));
}

TEST_CASE("signatures do not go back in time with a clock that is set back a little", "[storage][tlog][log]") {
    test::LogHome home;
    {
        auto log = home.create();
        home.clock.seconds -= 200;
        test::need(log->append(test::entries_from(1, 1)));
        CHECK(log->latest().time == test::at(1'800'000'000));
    }
    auto log = home.open();
    test::need(log->append(test::entries_from(2, 1)));
    CHECK(log->latest().time == test::at(1'800'000'000));
    home.clock.seconds += 5000;
    test::need(log->append(test::entries_from(3, 1)));
    CHECK(log->latest().time == test::at(1'800'004'800));
}

TEST_CASE("a log whose clock once ran ahead recovers", "[storage][tlog][log]") {
    test::LogHome home;
    home.clock.seconds += 2'000'000'000;
    {
        auto log = home.create();
        CHECK(log->latest().time == test::at(3'800'000'000));
    }
    home.clock.seconds = 1'800'000'000;
    auto log = home.open();
    test::need(log->append(test::entries_from(1, 1)));
    CHECK(log->latest().time == test::at(1'800'000'000));
}

TEST_CASE("publishing changes what the public sees, forwards only, and clears partial tiles that a full one replaces",
          "[storage][tlog][log]") {
    test::LogHome home;
    auto log = home.create();
    test::need(log->append(test::entries_from(1, 99)));
    const auto at_100 = log->latest();
    test::need(log->publish(at_100.note));
    CHECK(test::read(home.place.folder / "checkpoint") == at_100.note.render());
    test::need(log->append(test::entries_from(100, 200)));
    CHECK(log->published()->head == at_100.head);
    CHECK(fs::exists(home.place.folder / "tile/0/000.p/100"));
    test::need(log->publish(log->latest().note));
    CHECK_FALSE(fs::exists(home.place.folder / "tile/0/000.p"));
    CHECK_FALSE(fs::exists(home.place.folder / "tile/entries/000.p"));
    CHECK(fs::exists(home.place.folder / "tile/0/001.p/44"));
    CHECK(test::need(log->root_at(TreeSize(100))) == at_100.head.root);

    const auto older = log->publish(at_100.note);
    REQUIRE_FALSE(older);
    CHECK(older.error().kind() == ErrorKind::Invalid);
    const crypto::Checkpoint forged(test::need(crypto::Origin::parse(log->origin())),
                                    {TreeSize(300), at_100.head.root});
    const auto other_tree = log->publish(test::need(home.signer.sign_checkpoint(forged, home.clock.now())));
    REQUIRE_FALSE(other_tree);
    CHECK(other_tree.error().kind() == ErrorKind::Untrusted);
    const auto half = log->publish(
        test::need(crypto::Note::from(log->latest().note.unverified_text(), {log->latest().note.signatures()[0]})));
    REQUIRE_FALSE(half);
    CHECK(half.error().message().ends_with("has not signed it"));
    CHECK(log->check_running());
}

TEST_CASE("a log is not made twice, nor where anything of one is left", "[storage][tlog][log]") {
    test::LogHome home;
    { auto log = home.create(); }
    const auto create = [&] { return Log::create(home.place, home.signer, home.clock); };
    CHECK(create().error().kind() == ErrorKind::Conflict);
    fs::rename(home.place.record / "signed", home.home / "elsewhere");
    CHECK(create().error().kind() == ErrorKind::Conflict);
    const auto without_record = home.try_open();
    REQUIRE_FALSE(without_record);
    CHECK(without_record.error().kind() == ErrorKind::Corrupt);
    CHECK(without_record.error().message().find("the record of what it has signed is missing") != std::string::npos);
    fs::remove_all(home.place.folder);
    CHECK(create());
}

TEST_CASE("no log, and another's log, are kept apart", "[storage][tlog][log]") {
    test::LogHome home;
    CHECK(home.try_open().error().kind() == ErrorKind::NotFound);
    { auto log = home.create(); }
    const auto other = test::need(
        crypto::LogSigner::from(test::need(crypto::KeyName::parse("other.example/log")), home.keys.signers()));
    CHECK(Log::open(home.place, other, home.clock).error().kind() == ErrorKind::Conflict);
    const test::KeyPair stranger{99};
    const auto same_name = test::need(crypto::LogSigner::from(home.signer.name(), stranger.signers()));
    CHECK(Log::open(home.place, same_name, home.clock).error().kind() == ErrorKind::Corrupt);
}

TEST_CASE("a log put back from an older copy is refused, whichever of its folders it was", "[storage][tlog][log]") {
    test::LogHome home;
    {
        auto log = home.create();
        test::need(log->append(test::entries_from(1, 40)));
        test::need(log->publish(log->latest().note));
    }
    copy_over(home.place.folder, home.home / "old-log");
    copy_over(home.place.record, home.home / "old-record");
    const bool is_published = GENERATE(true, false);
    const std::size_t more = GENERATE(1U, 60U, 300U);
    CAPTURE(is_published, more);
    {
        auto log = home.open();
        test::need(log->append(test::entries_from(41, more)));
        if (is_published) test::need(log->publish(log->latest().note));
    }
    copy_over(home.place.folder, home.home / "new-log");
    copy_over(home.place.record, home.home / "new-record");

    copy_over(home.home / "old-log", home.place.folder);
    const auto older_folder = home.try_open();
    REQUIRE_FALSE(older_folder);
    CHECK(older_folder.error().kind() == ErrorKind::Corrupt);
    CHECK(older_folder.error().message().find("the record says that size " + std::to_string(41 + more) +
                                              " has been signed") != std::string::npos);
    CHECK(older_folder.error().hints().size() == 1);

    copy_over(home.home / "new-log", home.place.folder);
    copy_over(home.home / "old-record", home.place.record);
    const auto older_record = home.try_open();
    REQUIRE_FALSE(older_record);
    CHECK(older_record.error().kind() == ErrorKind::Corrupt);
    CHECK(older_record.error().message().find("the record is older than the log") != std::string::npos);

    copy_over(home.home / "new-record", home.place.record);
    CHECK(home.open()->latest().head.size == size_of(41 + more));
}

TEST_CASE("a round that a crash cut off after the record was written is completed", "[storage][tlog][log]") {
    test::LogHome home;
    { auto log = home.create(); }
    copy_over(home.place.folder, home.home / "before");
    crypto::TreeHead head;
    {
        auto log = home.open();
        test::need(log->append(test::entries_from(1, 300)));
        head = log->latest().head;
    }
    // As it was between record and tile folders: all new tiles are staged, none is in place, nothing new is signed.
    const auto folder = home.place.folder;
    for (const auto& file :
         {"tile/entries/000", "tile/entries/001.p/45", "tile/0/000", "tile/0/001.p/45", "tile/1/000.p/1"}) {
        std::string name = std::string(file).substr(5);
        std::ranges::replace(name, '/', '-');
        fs::rename(folder / file, home.home / "before/staging" / name);
    }
    copy_over(home.home / "before", folder);
    auto log = home.open();
    CHECK(log->latest().head == head);
    CHECK(fs::is_empty(folder / "staging"));
    CHECK(test::need(log->append(test::entries_from(301, 1))) == LeafIndex(301));
}

TEST_CASE("a round that a crash cut off before the record was written is dropped", "[storage][tlog][log]") {
    test::LogHome home;
    { auto log = home.create(); }
    std::ofstream(home.place.folder / "staging/entries-000.p-9") << "half of a";
    std::ofstream(home.place.folder / "staging/whatever") << "else";
    auto log = home.open();
    CHECK(log->latest().head.size == TreeSize(1));
    CHECK(fs::is_empty(home.place.folder / "staging"));
}

TEST_CASE("what a stopped log was stopped for is what every later call says", "[storage][tlog][log]") {
    test::LogHome home;
    auto log = home.create();
    int told = 0;
    log->on_change([&] { ++told; });
    test::need(log->append(test::entries_from(1, 1)));
    CHECK(told == 1);
    log->stop(Error(ErrorKind::Equivocation, "a witness has seen another tree"));
    log->stop(Error(ErrorKind::Io, "a later reason"));
    CHECK(told == 2);
    CHECK(test::message_of(log->append(test::entries_from(2, 1))) == "a witness has seen another tree");
    CHECK(log->publish(log->latest().note).error().kind() == ErrorKind::Equivocation);
    CHECK(log->entry(LeafIndex(1)));
    log.reset();
    CHECK(home.open()->latest().head.size == TreeSize(2));
}

TEST_CASE("a lack of descriptors before anything is signed is undone, and the log goes on", "[storage][tlog][log]") {
    test::LogHome home;
    auto log = home.create();
    int turned_away = 0;
    // With each number of spare descriptors the round fails somewhere else, up to the one that suffices.
    bool suffices = false;
    for (rlim_t spare = 0; !suffices && spare < 16; ++spare) {
        CAPTURE(spare);
        const auto before = log->latest().head.size.value();
        const auto first = [&] {
            const FewDescriptors few(spare);
            return log->append(test::entries_from(before, 1));
        }();
        if (!log->check_running()) {
            // The record of the tree was there already: only opening it anew goes on, and completes the round.
            CHECK_FALSE(first);
            log.reset();
            log = home.open();
            CHECK(log->latest().head.size == size_of(before + 1));
            continue;
        }
        suffices = first.has_value();
        if (suffices) break;
        ++turned_away;
        CHECK(first.error().kind() == ErrorKind::Io);
        CHECK(log->latest().head.size == size_of(before));
        test::need(log->append(test::entries_from(before, 1)));
        test::need(log->publish(log->latest().note));
    }
    CHECK(suffices);
    CHECK(turned_away >= 2);
    const auto size = log->latest().head.size;
    CHECK_FALSE([&] {
        const FewDescriptors none(0);
        return log->publish(log->latest().note);
    }());
    CHECK(log->check_running());
    test::need(log->publish(log->latest().note));
    log.reset();
    CHECK(home.open()->latest().head.size == size);
}
