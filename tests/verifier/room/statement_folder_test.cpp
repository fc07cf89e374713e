// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/statement_folder.hpp"

#include "base/files/durable.hpp"
#include "crypto/record/verdict.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;
using crypto::StatementKind;
using verifier::StatementFolder;

namespace {

class Shelf {
public:
    Shelf() : folder(need(Folder::open(office.home.path()))) {}

    verifier::OwnStatement verdict(crypto::VerdictKind kind) {
        const auto link = crypto::StatementLink::to(bytes_of("something"));
        crypto::ClosedPart closed;
        closed.add("comparisons", Json::array(), office.random);
        const crypto::Verdict body{office.id("room"), office.clock.now(), link, link, kind, closed.commitments()};
        return {office.sign(body.payload(), "room"), std::move(closed)};
    }
    void keep(const verifier::OwnStatement& own) {
        auto statements = need(StatementFolder::open(folder));
        need(statements.keep(own));
    }

    Office office;
    Folder folder;
};

crypto::StatementId id_of(const verifier::OwnStatement& own) {
    return need(crypto::peek_link(own.statement.envelope)).id();
}

}  // namespace

TEST_CASE("a later verdict does not replace an earlier one", "[verifier][room]") {
    Shelf shelf;
    CHECK(need(StatementFolder::open(shelf.folder)).entries().empty());
    const auto bad = shelf.verdict(crypto::VerdictKind::Unexplained);
    const auto good = shelf.verdict(crypto::VerdictKind::Identical);
    shelf.keep(bad);
    shelf.keep(good);
    shelf.keep(bad);
    const auto statements = need(StatementFolder::open(shelf.folder));
    REQUIRE(statements.entries().size() == 2);
    CHECK(statements.entries()[0].id == id_of(bad));
    CHECK(need(statements.read(id_of(bad))).statement == bad.statement);
    CHECK(need(statements.last(StatementKind::Verdict))->statement == good.statement);
    CHECK_FALSE(need(statements.last(StatementKind::Rebuild)));
}

TEST_CASE("a reader sees what the index names, whatever is being written", "[verifier][room]") {
    Shelf shelf;
    const auto first = shelf.verdict(crypto::VerdictKind::Identical);
    shelf.keep(first);
    const auto before = need(StatementFolder::open(shelf.folder));
    const auto second = shelf.verdict(crypto::VerdictKind::Unexplained);
    shelf.keep(second);
    CHECK(need(before.read(id_of(first))).statement == first.statement);
    CHECK(before.entries().size() == 1);
    CHECK_FALSE(before.read(id_of(second)));
    // A file under another's name is noticed.
    const auto place = [](const verifier::OwnStatement& own) {
        return need(RelativePath::parse("statements/" + crypto::hex(id_of(own)) + ".json"));
    };
    need(shelf.folder.rename(place(second), place(first), WhenPresent::Replace));
    const auto exchanged = before.read(id_of(first));
    REQUIRE_FALSE(exchanged);
    CHECK(exchanged.error().kind() == ErrorKind::Corrupt);
}
