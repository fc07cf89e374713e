// SPDX-License-Identifier: Apache-2.0
#include "verifier/accept/accept.hpp"

#include "tests/verifier/accept/sealed_room.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cstdlib>

using namespace assay;
using namespace assay::test;

TEST_CASE("a room recomputes all shares, and refuses a deposit whose trustees were given others",
          "[verifier][accept][cell]") {
    SealedRoom sealed;
    const auto id = need(sealed.import(
        sealed.media([](crypto::Deposit& body) { std::swap(body.shares[0].digest, body.shares[1].digest); })));
    CHECK(sealed.judge(id) == std::vector<std::string>{"shares-differ", "shares-differ"});
    const auto outbox =
        need(sealed.room->outbox().pack(verifier::OutboxFolder::Take::New, sealed.office.keys("room").identity()))
            .outbox;
    REQUIRE(outbox.statements.size() == 1);
    CHECK(need(crypto::peek_kind(outbox.statements[0].statement.envelope)) == crypto::StatementKind::Refusal);
    // Those who may read the reasons: the vendor, and the rooms of the agreement.
    std::vector<crypto::IdentityId> readers;
    for (const auto& closed : outbox.statements[0].closed) readers.push_back(closed.to);
    CHECK(readers == std::vector{sealed.office.id("vendor"), sealed.office.id("room")});
}

TEST_CASE("a key that is not the one the vendor committed to opens nothing", "[verifier][accept][cell]") {
    SealedRoom sealed;
    const auto id = need(sealed.import(sealed.media([&](crypto::Deposit& body) {
        body.key_commitment = crypto::DepositKey::generate(sealed.office.random).commit(body.nonce);
    })));
    CHECK(sealed.judge(id) == std::vector<std::string>{"key-commitment"});
}

TEST_CASE("an index that is none is refused", "[verifier][accept][cell]") {
    SealedRoom sealed;
    CHECK(sealed.judge(need(sealed.import(sealed.media()))) == std::vector<std::string>{"index-malformed"});
}

TEST_CASE("an index of another tree than the snapshot is refused before it is extracted", "[verifier][accept][cell]") {
    SealedRoom sealed;
    const auto shown = sealed.office.path("shown"), hidden = sealed.office.path("hidden");
    write_source(shown, "int main(void) { return 0; }\n");
    write_source(hidden, "int main(void) { return 1; }\n");
    const auto snapshot = need(storage::take_snapshot(need(Folder::open(shown))));

    const auto lie = need(sealed.import(sealed.media_of_folder(hidden, snapshot)));
    CHECK(sealed.judge(lie) == std::vector<std::string>{"snapshot-differs"});
    CHECK(sealed.last_detail.starts_with("the index holds the tree "));
    CHECK(sealed.last_detail.ends_with(", the deposit says " + crypto::hex(snapshot.ids.sha256)));
    CHECK_FALSE(std::filesystem::exists(sealed.office.path("room-data") / "deposits" / crypto::render_deposit_id(lie) /
                                        "opened"));
    CHECK(sealed.judge(need(sealed.import(sealed.media_of_folder(shown, snapshot)))).empty());

    // The id alone is not all that a snapshot says.
    auto miscounted = snapshot;
    ++miscounted.bytes;
    CHECK(sealed.judge(need(sealed.import(sealed.media_of_folder(shown, miscounted)))) ==
          std::vector<std::string>{"snapshot-differs"});
    CHECK(sealed.last_detail.starts_with("unpacking gives "));
}

TEST_CASE("few bytes that say many are refused by a signed statement, and fill no room", "[verifier][accept][cell]") {
    SealedRoom sealed;
    const auto folder = sealed.office.path("holes"), archives = sealed.office.path("archives");
    write_source(folder, "int main(void) { return 0; }\n");
    const auto snapshot = need(storage::take_snapshot(need(Folder::open(folder))));
    need(write_durably(folder / "zeros", {}));
    // More than the disk of a small room: run with TMPDIR on one of 2 GiB it says the same.
    std::filesystem::resize_file(folder / "zeros", std::uintmax_t{3} << 30);
    // What the claim says of the folder of holes is true; it would be refused all the same.
    const auto true_one = need(storage::take_snapshot(need(Folder::open(folder))));
    const auto holes = need(sealed.import(sealed.media_of_folder(folder, true_one)));
    CHECK(sealed.judge(holes) == std::vector<std::string>{"too-large"});
    CHECK(sealed.last_detail.contains("more than 1000 times as large as its pieces"));

    std::filesystem::create_directories(archives);
    REQUIRE(std::system(("tar --sparse -cf '" + (archives / "bomb.tar").string() + "' -C '" + folder.string() + "' .")
                            .c_str()) == 0);
    const auto bomb = need(sealed.import(sealed.media_of_archive(archives, "bomb.tar", snapshot)));
    CHECK(sealed.judge(bomb) == std::vector<std::string>{"source-unpack-failed"});
    CHECK(sealed.last_detail.contains("it unpacks to more than 1000 times its size"));

    const auto outbox =
        need(sealed.room->outbox().pack(verifier::OutboxFolder::Take::New, sealed.office.keys("room").identity()))
            .outbox;
    REQUIRE(outbox.statements.size() == 2);
    for (const auto& statement : outbox.statements)
        CHECK(need(crypto::peek_kind(statement.statement.envelope)) == crypto::StatementKind::Refusal);
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(sealed.office.path("room-data")))
        if (entry.is_regular_file()) bytes += entry.file_size();
    CHECK(bytes < 16U << 20);
}

TEST_CASE("a deposit under another product than its source names is refused", "[verifier][accept][cell]") {
    SealedRoom sealed;
    const auto folder = sealed.office.path("packaged");
    write_source(folder, "int main(void) { return 0; }\n");
    std::filesystem::create_directories(folder / "debian");
    const auto judge = [&](std::string_view changelog) {
        need(write_durably(folder / "debian" / "changelog", bytes_of(changelog)));
        const auto snapshot = need(storage::take_snapshot(need(Folder::open(folder))));
        return sealed.judge(need(sealed.import(sealed.media_of_folder(folder, snapshot))));
    };
    CHECK(judge("another (9.9-1) unstable; urgency=low\n") == std::vector<std::string>{"product-differs"});
    CHECK(sealed.last_detail == "the deposit says it is \"router-os 2.4.1\", its source says it is \"another 9.9-1\"");
    CHECK(judge("router-os (2.4.1-1) unstable; urgency=low\n").empty());
}

TEST_CASE("media damaged at any place are refused, and nothing of them stays", "[verifier][room][cell]") {
    SealedRoom sealed;
    const auto path = sealed.media();
    const auto whole = need(read_file(path, std::size_t{64} << 20));
    for (const std::size_t part : {1U, 3U, 5U, 7U, 9U}) {
        auto damaged = whole;
        damaged[damaged.size() * part / 10] ^= 1;
        need(write_durably(path, damaged));
        CHECK_FALSE(sealed.import(path));
        need(write_durably(path, ByteView(whole).first(whole.size() * part / 10)));
        CHECK_FALSE(sealed.import(path));
    }
    CHECK(need(sealed.room->deposits()).empty());
    need(write_durably(path, whole));
    CHECK(sealed.import(path));
}

TEST_CASE("media are as long as they say, or are not copied", "[verifier][room][cell]") {
    SealedRoom sealed;
    const auto path = sealed.media();
    const auto size = std::filesystem::file_size(path);
    std::filesystem::resize_file(path, std::uintmax_t{1} << 40);
    const auto padded = sealed.import(path);
    REQUIRE_FALSE(padded);
    CHECK(padded.error().kind() == ErrorKind::Invalid);
    CHECK(padded.error().message().ends_with("it is 1099511627776 bytes long, its pieces end at " +
                                             std::to_string(size)));
    std::filesystem::resize_file(path, size);
    CHECK(sealed.import(path));
}

TEST_CASE("what a run that was killed has left is gone when the room opens again", "[verifier][room]") {
    SealedRoom sealed;
    const auto id = need(sealed.import(sealed.media()));
    const auto data = sealed.office.path("room-data"), deposit = data / "deposits" / crypto::render_deposit_id(id);
    sealed.room.reset();
    const std::filesystem::path left[] = {data / "jobs/assay-abcdef/work/source", deposit / "assay-xyzabc/tree",
                                          deposit / "opened.part/source", deposit / "outputs.part/artifacts",
                                          data / "deposits/incoming/part"};
    for (const auto& folder : left) {
        std::filesystem::create_directories(folder);
        need(write_durably(folder / "main.c", bytes_of("int main(void) { return 0; }")));
    }
    std::filesystem::permissions(left[1], std::filesystem::perms::none);
    sealed.room.emplace(need(verifier::Room::open(data, std::nullopt, verifier::Room::Absent::Refuse)));
    for (const auto& folder : left) CHECK_FALSE(std::filesystem::exists(folder));
    need(sealed.room->deposit(id, sealed.office.clock.now()));
}
