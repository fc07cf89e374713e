// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/room.hpp"

#include "base/files/durable.hpp"
#include "escrow/action/keys.hpp"
#include "tests/escrow/office.hpp"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <catch2/catch_test_macros.hpp>

using namespace assay;
using namespace assay::test;
using verifier::Room;

namespace {

/// A file that even root cannot remove while the object is there.
class Immovable {
public:
    explicit Immovable(const std::filesystem::path& path)
        : file_(need(Descriptor::open(path, O_CREAT | O_RDONLY, 0600))) {
        if (!set(FS_IMMUTABLE_FL)) SKIP("no file can be made immutable here");
    }
    ~Immovable() { set(0); }
    Immovable(const Immovable&) = delete;
    Immovable& operator=(const Immovable&) = delete;

private:
    bool set(int flags) const { return ::ioctl(file_.number(), FS_IOC_SETFLAGS, &flags) == 0; }
    Descriptor file_;
};

}  // namespace

TEST_CASE("a room opens although something cannot be cleared up, and says so", "[verifier][room]") {
    namespace fs = std::filesystem;
    Office office;
    const auto policy = office.path("policy.toml"), data = office.path("room-data");
    need(write_durably(policy, bytes_of(office.policy.render())));
    need(Room::open(data, policy, Room::Absent::Make));
    fs::create_directories(data / "jobs/assay-abcdef");
    fs::create_directories(data / "jobs/assay-uvwxyz");
    fs::create_directories(data / "deposits/incoming/half");
    fs::create_directories(data / "deposits/one/opened.part");
    {
        const Immovable job(data / "jobs/assay-abcdef/file"), half(data / "deposits/incoming/half/file"),
            opened(data / "deposits/one/opened.part/file");
        {
            const auto room = need(Room::open(data, std::nullopt, Room::Absent::Refuse));
            CHECK(room.left().size() == 3);
        }
        // What could be removed is; what could not is out of the way.
        CHECK_FALSE(fs::exists(data / "jobs/assay-uvwxyz"));
        CHECK_FALSE(fs::exists(data / "deposits/incoming"));
        CHECK_FALSE(fs::exists(data / "deposits/one/opened.part"));
        CHECK(need(Room::open(data, std::nullopt, Room::Absent::Refuse)).left().size() == 3);
    }
    CHECK(need(Room::open(data, std::nullopt, Room::Absent::Refuse)).left().empty());
    CHECK(fs::is_empty(data / "jobs"));
}

TEST_CASE("a damaged deposit keeps no other from its work", "[verifier][room]") {
    namespace fs = std::filesystem;
    Office office;
    const auto policy = office.path("policy.toml"), data = office.path("room-data");
    need(write_durably(policy, bytes_of(office.policy.render())));
    need(Room::open(data, policy, Room::Absent::Make));
    fs::create_directories(data / "deposits/one/outputs");
    fs::create_directories(data / "deposits/one/statements");
    need(write_durably(data / "deposits/one/statements/index.json", bytes_of("nonsense")));
    fs::create_directories(data / "deposits/two/opened.part");
    CHECK(need(Room::open(data, std::nullopt, Room::Absent::Refuse)).left().size() == 1);
    CHECK_FALSE(fs::exists(data / "deposits/two/opened.part"));
}

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

TEST_CASE("another policy does not take the place of the one a room keeps unasked", "[verifier][room]") {
    Office office;
    const auto policy = office.path("policy.toml"), other = office.path("other.toml"), data = office.path("room-data");
    need(write_durably(policy, bytes_of(office.policy.render())));
    office.policy.max_age_seconds = 3600;
    need(write_durably(other, bytes_of(office.policy.render())));
    need(Room::open(data, policy, Room::Absent::Make));
    CHECK(Room::open(data, policy, Room::Absent::Refuse));  // the same is no change

    const auto refused = Room::open(data, other, Room::Absent::Refuse);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Refused);
    CHECK(need(Room::open(data, std::nullopt, Room::Absent::Refuse)).policy().max_age_seconds !=
          office.policy.max_age_seconds);

    need(Room::open(data, other, Room::Absent::Refuse, Room::OtherPolicy::Replaces));
    CHECK(need(Room::open(data, std::nullopt, Room::Absent::Refuse)).policy().max_age_seconds ==
          office.policy.max_age_seconds);
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

    // A root that no party of the evidence has is reported, not passed over.
    own.roots = {Office(2).id("root")};
    const auto [refused, _] = import("other-root", own);
    check_refused(refused, ErrorKind::Untrusted, "the evidence brings its own root");
}
