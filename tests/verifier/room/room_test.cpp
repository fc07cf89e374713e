// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/room.hpp"

#include "base/files/durable.hpp"
#include "escrow/action/keys.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;
using verifier::Room;

TEST_CASE("a room is made only where it is asked for", "[verifier][room]") {
    Office office;
    const auto policy = office.path("policy.toml"), data = office.path("room-data");
    need(write_durably(policy, bytes_of(office.policy.render())));
    const auto absent = Room::open(data, policy, Room::Absent::Refuse);
    REQUIRE_FALSE(absent);
    CHECK(absent.error().kind() == ErrorKind::NotFound);
    CHECK_FALSE(std::filesystem::exists(data));
    // Nor in a folder of something else.
    CHECK_FALSE(Room::open(office.path("vendor"), policy, Room::Absent::Refuse));
    CHECK_FALSE(std::filesystem::exists(office.path("vendor") / "deposits"));

    CHECK(Room::open(data, policy, Room::Absent::Make));
    CHECK(Room::open(data, std::nullopt, Room::Absent::Refuse));
}

TEST_CASE("a room takes in what a custodian with more roots than its own sends", "[verifier][room]") {
    Office office;
    office.add_party("second-root", crypto::Role::Root);
    for (const auto* party : {"vendor", "room"})
        need(escrow::endorse({.root = office.path("second-root"), .identity = office.path(party), .valid_days = 100},
                             office.clock, office.random));
    auto own = office.policy;
    office.policy.roots.insert(office.id("second-root"));
    office.agreement = office.agree("vendor", "custodian", {"room"});
    Desk desk(office);
    const auto deposit = desk.hold("one");
    auto outgoing = need(desk.custody().export_to(office.id("room"), deposit.id));
    Bytes file;
    for (auto next = need(outgoing.next()); !next.empty(); next = need(outgoing.next()))
        file.insert(file.end(), next.begin(), next.end());
    need(write_durably(office.path("export"), file));
    CHECK(head_of(file).held.find(crypto::StatementId(office.id("second-root").array())) != nullptr);

    const auto import = [&](const std::string& data, const crypto::Policy& policy) {
        const auto place = office.path(data + ".toml");
        need(write_durably(place, bytes_of(policy.render())));
        auto room = need(Room::open(office.path(data), place, Room::Absent::Make));
        NoProgress progress;
        return std::pair(room.import(office.path("export"), office.clock.now(), progress, NoInterrupt()),
                         std::move(room));
    };
    const auto [id, room] = import("one-root", own);
    CHECK(need(id) == deposit.id);
    const auto kept = need(room.deposit(deposit.id, office.clock.now()));
    CHECK(kept.held.find(crypto::StatementId(office.id("root").array())) != nullptr);
    CHECK(kept.held.find(crypto::StatementId(office.id("second-root").array())) == nullptr);

    // A root that no party of the evidence has is told of, not passed over.
    own.roots = {Office(2).id("root")};
    const auto [refused, _] = import("other-root", own);
    check_refused(refused, ErrorKind::Untrusted, "the evidence brings its own root");
}
