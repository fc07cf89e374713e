// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/custody.hpp"
#include "tests/escrow/office.hpp"

/// What a custody is opened on: its key, its policy, its vault and its log, and what of them was lost or is older.
using namespace assay;
using namespace assay::escrow;
using namespace std::chrono_literals;
using test::check_refused;
using test::Desk;
using test::need;
using test::Office;

TEST_CASE("nothing is added to a log until its witnesses have confirmed it", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto held = desk.hold("one");
    const auto second = office.make_deposit(*office.agreement, "two");
    desk.send(second);
    desk.close();
    namespace fs = std::filesystem;
    fs::copy(desk.data, office.path("old"), fs::copy_options::recursive);
    desk.open();
    const auto third = desk.hold("three");
    desk.close();
    fs::rename(desk.data, office.path("newest"));
    fs::copy(office.path("old"), desk.data, fs::copy_options::recursive);

    // The witness knows of a longer log, and is silent.
    desk.witness.is_down = true;
    desk.open();
    const auto size = desk.custody().log().latest().head.size;
    check_refused(desk.custody().hold(office.id("vendor"), second.statement), ErrorKind::Unavailable,
                  "no quorum of its witnesses has answered since it was opened: witness \"witness\": connecting");
    check_refused(desk.custody().admit(office.agree("vendor", "custodian", {"spare-room"})), ErrorKind::Unavailable,
                  "no quorum of its witnesses");
    CHECK(desk.custody().log().latest().head.size == size);
    CHECK(need(desk.custody().receipt(held.id)).kind() == crypto::ClaimKind::Held);
    desk.close();
    desk.witness.is_down = false;
    check_refused(Custody::open(desk.options(), office.clock, office.random), ErrorKind::Corrupt, "");

    fs::remove_all(desk.data);
    fs::rename(office.path("newest"), desk.data);
    desk.open();
    need(desk.custody().hold(office.id("vendor"), second.statement));
    CHECK(desk.check().is_sound());
}

TEST_CASE("what a crash left to be logged waits for the witnesses too", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto held = desk.hold("one");
    desk.close();
    const auto late = need(
        KeptStatement::of(office.sign(crypto::Endorsement{.root = office.id("root"),
                                                          .time = office.clock.now(),
                                                          .identity = office.keys("outsider").identity().link(),
                                                          .role = crypto::Role::Vendor,
                                                          .validity = office.keys("outsider").identity().validity()}
                                          .payload(),
                                      "root")));
    {
        const auto vault = need(Vault::open(desk.data / "vault"));
        const auto size = need(Register::logged_size(*vault));
        Changes changes;
        changes.put(Table::Statements, key_of(late.id), late.encode());
        changes.put(Table::Pending, key_of(late.id), PendingLeaf{.size = size, .position = 0}.encode());
        need(vault->apply(changes));
    }
    desk.witness.is_down = true;
    desk.open();
    const auto size = desk.custody().log().latest().head.size;
    desk.close();
    desk.witness.is_down = false;
    desk.open();
    CHECK(desk.custody().log().latest().head.size.value() == size.value() + 1);
    CHECK(desk.check().is_sound());
}

TEST_CASE("nothing is begun before key and policy go together, nor where nothing may be", "[escrow][custody]") {
    Office office;
    office.add_party("rival", crypto::Role::Custodian);
    Desk desk(office);
    const auto fresh = office.path("fresh");
    const auto open = [&](const std::string& key, bool may_begin) {
        auto options = desk.options();
        options.data = fresh;
        options.key = office.path(key);
        options.may_begin = may_begin;
        return Custody::open(std::move(options), office.clock, office.random);
    };
    check_refused(open("rival", true), ErrorKind::Untrusted, "the policy names no key of the log of \"rival\"");
    check_refused(open("custodian", false), ErrorKind::NotFound, "there is no custody at");
    CHECK_FALSE(std::filesystem::exists(fresh));
    need(open("custodian", true));
    need(open("custodian", false));
}

TEST_CASE("custody is one process's at a time, and a custodian's", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    check_refused(Custody::open(desk.options(), office.clock, office.random), ErrorKind::Busy,
                  "another process has it open");
    desk.close();
    auto options = desk.options();
    options.key = office.path("vendor");
    check_refused(Custody::open(std::move(options), office.clock, office.random), ErrorKind::Refused,
                  "is no custodian");
    office.clock.pass_days(1001);
    check_refused(Custody::open(desk.options(), office.clock, office.random), ErrorKind::Untrusted, "expired");
}

TEST_CASE("a log that is gone, or an older copy of it, is never gone on with", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    desk.hold("one");
    desk.close();
    namespace fs = std::filesystem;
    const auto open = [&] { return Custody::open(desk.options(), office.clock, office.random); };
    const auto copy = [](const fs::path& from, const fs::path& to) {
        for (const auto* part : {"log", "record"}) {
            fs::remove_all(to / part);
            fs::create_directories(to);
            fs::copy(from / part, to / part, fs::copy_options::recursive);
        }
    };
    copy(desk.data, office.path("old"));
    desk.open();
    desk.hold("two");
    desk.close();
    copy(desk.data, office.path("new"));

    for (const auto* part : {"log", "record"}) fs::remove_all(desk.data / part);
    desk.witness.is_down = true;
    check_refused(open(), ErrorKind::Corrupt, "holds no log, and the vault has statements that were logged");
    CHECK_FALSE(fs::exists(desk.data / "log"));
    copy(office.path("old"), desk.data);
    check_refused(open(), ErrorKind::Corrupt, "an older copy of the log was put back");
    desk.witness.is_down = false;
    copy(office.path("new"), desk.data);
    CHECK(open());
}

TEST_CASE("a vault that is gone, or an older copy of it, is never gone on with", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    desk.hold("one");
    desk.close();
    namespace fs = std::filesystem;
    fs::copy(desk.data / "vault", office.path("old"), fs::copy_options::recursive);
    desk.open();
    const auto size = desk.custody().log().latest().head.size;
    desk.hold("two");
    desk.close();
    const auto open = [&] { return Custody::open(desk.options(), office.clock, office.random); };
    fs::rename(desk.data / "vault", office.path("new"));
    check_refused(open(), ErrorKind::Corrupt, "holds no vault, and the log beside it has statements of one");
    CHECK_FALSE(fs::exists(desk.data / "vault"));
    fs::rename(office.path("old"), desk.data / "vault");
    check_refused(open(), ErrorKind::Corrupt,
                  "leaf " + size.render() + " of " + std::to_string(size.value() + 2) +
                      " in the log belongs to no statement in the vault: the vault is lost or older than the log");
    fs::remove_all(desk.data / "vault");
    fs::rename(office.path("new"), desk.data / "vault");
    CHECK(open());
}
