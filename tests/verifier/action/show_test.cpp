// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/show.hpp"

#include "tests/verifier/accept/sealed_room.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;
using crypto::Opened;
using verifier::Shown;

namespace {

/// A room that has accepted a small source.
class ReadingRoom {
public:
    ReadingRoom() {
        const auto folder = sealed.office.path("source");
        write_source(folder / "src", "int main(void) { return 0; }\n");
        std::filesystem::create_directories(folder / "empty");
        std::filesystem::create_symlink("src/main.c", folder / "link");
        const auto snapshot = need(storage::take_snapshot(need(Folder::open(folder))));
        id.emplace(need(sealed.import(sealed.media_of_folder(folder, snapshot))));
        REQUIRE(sealed.judge(*id).empty());
    }
    Result<Shown> show(std::optional<std::string_view> path = {}) {
        verifier::ShowRequest request{{}, "a test"};
        if (path) request.path = need(RelativePath::parse(*path));
        auto context = sealed.at_work();
        const auto deposit = need(sealed.room->deposit(*id, sealed.office.clock.now()));
        const auto accepted = need(verifier::accept(context, deposit));
        return verifier::show(context, deposit, std::get<verifier::OpenedDeposit>(accepted), request);
    }
    /// What the room keeps as opened, in the order in which it signed.
    std::vector<Opened> accesses() {
        std::vector<Opened> out;
        const auto statements = need(sealed.room->statements(*id));
        for (const auto& entry : statements.entries()) {
            if (entry.kind != crypto::StatementKind::Access) continue;
            const auto own = need(statements.read(entry.id));
            CHECK(need(own.closed.value("basis")) == Json("a test"));
            out.push_back(need(Opened::parse(need(own.closed.value("opened")))));
        }
        return out;
    }
    std::size_t waiting() {
        return need(
                   sealed.room->outbox().pack(verifier::OutboxFolder::Take::New, sealed.office.keys("room").identity()))
            .outbox.statements.size();
    }
    std::filesystem::path tree() const {
        return sealed.office.path("room-data") / "deposits" / crypto::render_deposit_id(*id) / "tree";
    }

    SealedRoom sealed;
    std::optional<crypto::DepositId> id;
};

}  // namespace

TEST_CASE("each showing is one access, kept and in the outbox, that names what was opened",
          "[verifier][action][cell]") {
    ReadingRoom it;
    const auto before = it.waiting();
    const auto all = need(it.show());
    std::vector<std::string> names;
    for (const auto& entry : std::get<Shown::List>(all.what).entries) names.push_back(entry.path.text());
    CHECK(names == std::vector<std::string>{"empty", "link", "src/main.c"});
    CHECK(std::get<Shown::List>(need(it.show("src")).what).entries.size() == 1);
    const auto shown = need(it.show("src/main.c"));
    const auto& file = std::get<Shown::File>(shown.what);
    const auto bytes = need(file.content.read_all(100));
    CHECK(text_of(bytes) == "int main(void) { return 0; }\n");
    CHECK(file.sha256 == crypto::sha256(bytes));
    CHECK(file.entry.mode == storage::TreeMode::File);
    CHECK(std::get<Shown::Link>(need(it.show("link")).what).target == "src/main.c");
    const auto missed = need(it.show("src/mian.c"));
    const auto& missing = std::get<Shown::Missing>(missed.what);
    CHECK(missing.folder == need(RelativePath::parse("src")));
    CHECK(missing.missed == "mian.c");
    CHECK(missing.names == std::vector<std::string>{"main.c"});
    // A link leads nowhere: the source has no path through it.
    CHECK(std::get<Shown::Missing>(need(it.show("link/main.c")).what).missed == "link");

    using What = Opened::What;
    CHECK(it.accesses() == std::vector<Opened>{{What::List, ""},
                                               {What::List, "src"},
                                               {What::File, "src/main.c"},
                                               {What::File, "link"},
                                               {What::Missing, "src/mian.c"},
                                               {What::Missing, "link/main.c"}});
    CHECK(it.waiting() == before + 6);
}

TEST_CASE("what is not as it was accepted is not shown, and no access is signed", "[verifier][action][cell]") {
    ReadingRoom it;
    need(write_durably(it.tree() / "src" / "main.c", bytes_of("int main(void) { return 1; }\n")));
    check_refused(it.show("src/main.c"), ErrorKind::Corrupt, "accepted was swh:1:dir:");
    check_refused(it.show(), ErrorKind::Corrupt, "accepted was swh:1:dir:");
    CHECK(it.accesses().empty());
}

TEST_CASE("a room signs so many accesses to a deposit that all of them are read back", "[verifier][action][cell]") {
    ReadingRoom it;
    const auto index = it.tree().parent_path() / "statements" / "index.json";
    auto json = need(Json::parse(read(index)));
    auto statements = *json.find("statements")->items();
    for (std::size_t i = 1; i < verifier::kAccessesMax; ++i)
        statements.push_back(
            Json::object({{"id", crypto::hex(crypto::sha256(bytes_of(std::to_string(i))))}, {"kind", "access"}}));
    need(write_durably(index, bytes_of(json.set("statements", statements).render_pretty())));
    CHECK(it.show());
    check_refused(it.show(), ErrorKind::Limit, "signs no more");
    CHECK(need(it.sealed.room->statements(*it.id)).entries().size() == verifier::kAccessesMax + 1);
}

TEST_CASE("nothing is shown where the access cannot be kept", "[verifier][action][cell]") {
    ReadingRoom it;
    // A room whose identity has ended signs no more.
    it.sealed.office.clock.pass_days(2000);
    CHECK_FALSE(it.show("src/main.c"));
    it.sealed.office.clock.pass_days(-2000);
    CHECK(it.accesses().empty());
    CHECK(it.show("src/main.c"));
    // One whose outbox is lost: the access could not leave.
    std::filesystem::remove_all(it.sealed.office.path("room-data") / "outbox");
    CHECK_FALSE(it.show("src/main.c"));
    CHECK(it.accesses().size() == 1);
}

TEST_CASE("an export file is known by its bytes alone", "[verifier][room]") {
    ReadingRoom it;
    const auto media = it.sealed.office.path("media");
    CHECK(need(it.sealed.room->imported_from(media)) == it.id);
    auto bytes = need(read_file(media, std::size_t{64} << 20));
    bytes.back() ^= 1;
    need(write_durably(media, bytes));
    CHECK_FALSE(need(it.sealed.room->imported_from(media)));
    bytes.pop_back();
    need(write_durably(media, bytes));
    CHECK_FALSE(need(it.sealed.room->imported_from(media)));
}
