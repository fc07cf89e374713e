// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/custodian.hpp"

#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "escrow/action/import_transfer.hpp"
#include "escrow/client/local_custodian.hpp"
#include "escrow/client/remote_custodian.hpp"
#include "tests/escrow/service/front.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A finished transfer folder with a deposit of the office.
std::filesystem::path transfer_of(Office& office, const MadeDeposit& made) {
    const auto path = office.path("transfer");
    const auto folder = escrow::TransferFolder::at(path);
    need(folder->begin(*office.agreement));
    for (const auto& piece : made.pieces) need(folder->sink().put(storage::SealedPiece(piece)));
    need(folder->sink().flush());
    std::vector<escrow::SealedBytes> sealed;
    for (std::size_t i = 0; i < made.sealed.size(); ++i) sealed.push_back({made.body.sealed[i], made.sealed[i]});
    need(folder->finish({made.statement, made.id, made.list, std::move(sealed)}));
    return path;
}

/// What anybody may expect of a custodian, however reached.
void hold_to_its_word(escrow::Custodian& custodian, Office& office) {
    NoProgress progress;
    const NoInterrupt interrupt;
    const auto made = office.make_deposit(*office.agreement, "router");
    const auto path = transfer_of(office, made);
    const escrow::ImportRequest request{.folder = path, .policy = office.policy, .now = office.clock.now()};
    const auto first = need(escrow::import_transfer(request, custodian, progress, interrupt));
    CHECK(first.id == made.id);
    CHECK(need(escrow::import_transfer(request, custodian, progress, interrupt)).receipt.render() ==
          first.receipt.render());
    CHECK(need(custodian.receipt(made.id)).render() == first.receipt.render());

    const auto list = need(custodian.list());
    REQUIRE(list.size() == 1);
    CHECK(list[0].id == made.id);
    CHECK(need(custodian.state(made.id)).events.size() == 2);
    const auto unknown = custodian.state(crypto::DepositId());
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().kind() == ErrorKind::NotFound);

    // A piece that is damaged on its way is not taken.
    auto data = need(read_file(path / "pieces/pieces.data", std::size_t{64} << 20));
    data[data.size() / 2] ^= 1;
    need(write_durably(path / "pieces/pieces.data", data));
    const auto damaged = escrow::import_transfer(request, custodian, progress, interrupt);
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().kind() == ErrorKind::Untrusted);
}

}  // namespace

TEST_CASE("a custodian reached over HTTPS and one on its own data behave alike", "[escrow][client]") {
    const NoInterrupt interrupt;
    SECTION("over HTTPS") {
        Front front;
        const auto vendor = front.office.keys("vendor");
        const auto custodian = need(escrow::RemoteCustodian::open({.url = front.service->address(),
                                                                   .agreement = *front.office.agreement,
                                                                   .party = &vendor,
                                                                   .interrupt = interrupt}));
        hold_to_its_word(*custodian, front.office);
    }
    SECTION("on its own data") {
        Office office;
        Desk desk(office);
        desk.close();
        const auto custodian =
            need(escrow::LocalCustodian::open(desk.options(), office.clock, office.random, interrupt));
        hold_to_its_word(*custodian, office);
    }
}

TEST_CASE("a server without the custodian's key is sent nothing", "[escrow][client]") {
    const NoInterrupt interrupt;
    Front front;
    auto& office = front.office;
    office.add_party("impostor", crypto::Role::Custodian);
    const auto agreement = office.agree("vendor", "impostor", {"room"});
    const auto vendor = office.keys("vendor");
    const auto custodian = need(escrow::RemoteCustodian::open(
        {.url = front.service->address(), .agreement = agreement, .party = &vendor, .interrupt = interrupt}));
    const auto sent = custodian->admit(agreement);
    REQUIRE_FALSE(sent);
    CHECK(sent.error().kind() == ErrorKind::Untrusted);
}

TEST_CASE("a client acts for the party whose key it shows", "[escrow][client]") {
    const NoInterrupt interrupt;
    Front front;
    auto& office = front.office;
    const auto outsider = office.keys("outsider"), vendor = office.keys("vendor");
    const auto stranger = escrow::RemoteCustodian::open(
        {.url = front.service->address(), .agreement = *office.agreement, .party = &outsider, .interrupt = interrupt});
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error().kind() == ErrorKind::Refused);
    CHECK_THAT(stranger.error().message(), ContainsSubstring("no party of the agreement"));
    const auto custodian = need(escrow::RemoteCustodian::open(
        {.url = front.service->address(), .agreement = *office.agreement, .party = &vendor, .interrupt = interrupt}));
    const auto other = custodian->pieces(office.id("outsider"));
    REQUIRE_FALSE(other);
    CHECK(other.error().kind() == ErrorKind::Refused);
}
