// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/room.hpp"

#include "base/files/durable.hpp"
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
