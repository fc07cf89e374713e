// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/deposit_statements.hpp"

#include "crypto/record/access.hpp"
#include "escrow/custody/custody.hpp"
#include "tests/escrow/office.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Desk;
using test::need;
using test::Office;

namespace {

/// A deposit that a room has judged; what the room says next in its chain.
std::optional<crypto::ChainPlace> judge(Desk& desk, const test::MadeDeposit& deposit,
                                        const std::optional<crypto::ChainPlace>& at = {}) {
    auto& office = desk.office;
    const auto work = test::work_of_room(office, deposit,
                                         test::export_once(desk.custody(), office.id("room"), deposit.id), "room", at);
    need(desk.custody().submit(test::outbox_of(office, {work.acceptance, work.rebuild, work.verdict})));
    return work.next;
}

}  // namespace

TEST_CASE("a party gets all that was said of a deposit, proven, and what is sealed to itself", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    judge(desk, deposit);
    for (const std::string party : {"vendor", "room", "t1"}) {
        const auto told = need(desk.custody().statements(office.id(party), deposit.id));
        CHECK(told.receipt.find(crypto::StatementId(deposit.id.array())) != nullptr);
        if (party == "t1")
            check_refused(desk.custody().sealed_to(office.id(party), deposit.id), ErrorKind::Refused, "is sealed to");
        else
            CHECK(!need(desk.custody().sealed_to(office.id(party), deposit.id)).empty());
        // Deposit, held, export, acceptance, rebuild, verdict.
        CHECK(told.statements.size() == 6);
        for (const auto& each : told.statements) {
            const auto id = need(crypto::peek_link(each.statement.envelope)).id();
            CHECK(told.proofs.find(id) != nullptr);
            CHECK(std::ranges::all_of(each.closed, [&](const auto& part) { return part.to == office.id(party); }));
        }
        const auto sealed =
            std::ranges::count_if(told.statements, [](const auto& each) { return !each.closed.empty(); });
        CHECK(sealed == (party == "t1" ? 0 : 3));
        CHECK(need(DepositStatements::parse(told.render())).render() == told.render());
    }
}

TEST_CASE("statements of a chain come with it from every deposit that concerns the asker", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto first = desk.hold("one");
    const auto next = judge(desk, first);
    const auto second = desk.hold("two");
    judge(desk, second, next);
    const auto told = need(desk.custody().statements(office.id("vendor"), second.id));
    CHECK(told.statements.size() == 6 + 2);
    // Who has no part in the first deposit hears nothing of it.
    need(desk.custody().admit(office.agree("outsider", "custodian", {"room"})));
    CHECK(need(desk.custody().statements(office.id("outsider"), second.id)).statements.size() == 6);
}

TEST_CASE("accesses and further exports keep no evidence of a verdict from being made", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    const auto exported = test::export_once(desk.custody(), office.id("room"), deposit.id);
    const auto work = test::work_of_room(office, deposit, exported);
    crypto::ClosedPart closed;
    closed.add("opened", crypto::Opened{}.render(), office.random);
    const crypto::Access body{office.id("room"), office.clock.now(),
                              need(crypto::peek_link(deposit.statement.envelope)),
                              need(crypto::peek_link(work.acceptance.envelope)), closed.commitments()};
    const auto access = office.sign_sealed(body, "room");
    need(desk.custody().submit(test::outbox_of(office, {work.acceptance, access, work.rebuild, work.verdict})));
    test::export_once(desk.custody(), office.id("room"), deposit.id);
    CHECK(need(desk.custody().state(deposit.id))->events.size() == 8);
    const auto told = need(desk.custody().statements(office.id("vendor"), deposit.id));
    CHECK(told.statements.size() == 6);
    CHECK(told.proofs.find(need(crypto::peek_link(access.envelope)).id()) == nullptr);
}

TEST_CASE("what a room signs makes no answer larger than one that can be read", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    office.closed_bytes = DepositStatements::kBytesMax / 3;
    judge(desk, deposit);
    check_refused(desk.custody().statements(office.id("vendor"), deposit.id), ErrorKind::Limit,
                  "more than one answer takes");
    CHECK(need(desk.custody().statements(office.id("t1"), deposit.id)).statements.size() == 6);
}

TEST_CASE("what a custodian tells of a deposit has one form", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    const auto deposit = desk.hold("one");
    const auto told = need(desk.custody().statements(office.id("vendor"), deposit.id)).render();
    const auto without = [&](const std::string& member) {
        auto out = Json::object();
        for (const auto& [name, value] : *told.members())
            if (name != member) out.set(name, value);
        return out;
    };
    for (const auto* member : {"format", "receipt", "statements", "checkpoints", "proofs"})
        check_refused(DepositStatements::parse(without(member)), ErrorKind::Invalid, "");
    auto newer = told;
    newer.set("format", "assay-statements-v2");
    check_refused(DepositStatements::parse(newer), ErrorKind::Unsupported, "is unknown to this version");
    auto more = told;
    more.set("more", 1);
    check_refused(DepositStatements::parse(more), ErrorKind::Invalid, "");
    auto endless = told;
    auto list = Json::array();
    for (std::size_t i = 0; i <= DepositStatements::kStatementsMax; ++i)
        list.push((*told.find("statements")->items())[0]);
    endless.set("statements", list);
    check_refused(DepositStatements::parse(endless), ErrorKind::Invalid, "is too long");
}
