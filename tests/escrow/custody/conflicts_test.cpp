// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/conflicts.hpp"

#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using crypto::StatementKind;
using test::Desk;
using test::need;
using test::Office;

namespace {

template <typename Id>
Id id(std::uint8_t number) {
    return Id::copy_of(Bytes(32, number));
}

SaidOfDeposit said(std::uint8_t number, StatementKind kind, std::uint8_t signer, std::uint8_t rests_on = 0) {
    SaidOfDeposit out{.id = id<crypto::StatementId>(number),
                      .kind = kind,
                      .signer = id<crypto::IdentityId>(signer),
                      .rests_on = std::nullopt,
                      .exported_to = std::nullopt,
                      .chain = std::nullopt};
    if (rests_on != 0) out.rests_on = id<crypto::StatementId>(rests_on);
    return out;
}
SaidOfDeposit exported(std::uint8_t number, std::uint8_t room) {
    auto out = said(number, StatementKind::Export, 1);
    out.exported_to = id<crypto::IdentityId>(room);
    return out;
}

/// A room that works on a deposit that was exported to it, through a custodian's door.
struct Room {
    crypto::SaltedEnvelope refuse() {
        const crypto::Refusal body{
            office.id("room"), office.clock.now(), deposit_link(), {"snapshot-differs"}, no_fields()};
        return office.sign_sealed(body, "room");
    }
    crypto::SaltedEnvelope judge(const crypto::SaltedEnvelope& rebuild, crypto::VerdictKind kind) {
        const crypto::Verdict body{
            office.id("room"), office.clock.now(), deposit_link(), need(crypto::peek_link(rebuild.envelope)), kind,
            no_fields()};
        return office.sign_sealed(body, "room");
    }
    Json no_fields() {
        crypto::ClosedPart closed;
        closed.add("details", Json::array(), office.random);
        return closed.commitments();
    }
    crypto::StatementLink deposit_link() const { return need(crypto::peek_link(deposit.statement.envelope)); }
    void submit(const std::vector<crypto::SaltedEnvelope>& statements) {
        need(desk.custody().submit(test::outbox_of(office, statements)));
    }
    DepositState state() { return *need(desk.custody().state(deposit.id)); }

    Office office;
    Desk desk{office};
    test::MadeDeposit deposit = desk.hold("one");
    crypto::StatementLink exported = test::export_once(desk.custody(), office.id("room"), deposit.id);
    test::RoomWork work = test::work_of_room(office, deposit, exported);
};

}  // namespace

TEST_CASE("statements that exclude no other conflict with none", "[escrow][custody]") {
    const auto conflicts =
        find_conflicts({said(1, StatementKind::Held, 1), exported(2, 7), said(3, StatementKind::Refusal, 7),
                        exported(4, 7), said(5, StatementKind::Acceptance, 7, 4),
                        said(6, StatementKind::Acceptance, 7, 4), exported(7, 8), said(8, StatementKind::Refusal, 8)});
    CHECK(conflicts.found.empty());
    CHECK(conflicts.void_statements.empty());
}

TEST_CASE("what one key says twice in contradiction counts for nothing, nor does what rests on it",
          "[escrow][custody]") {
    SECTION("two statements that a deposit is held") {
        const auto conflicts = find_conflicts({said(1, StatementKind::Held, 1), said(2, StatementKind::Held, 1)});
        REQUIRE(conflicts.found.size() == 1);
        CHECK(conflicts.found[0].statements.size() == 2);
        CHECK_FALSE(conflicts.counts(id<crypto::StatementId>(1)));
        CHECK(find_conflicts({said(1, StatementKind::Held, 1), said(2, StatementKind::Held, 2)}).found.empty());
    }
    SECTION("an acceptance and a refusal of one export, in either order") {
        for (const bool is_refused_first : {false, true}) {
            std::vector<SaidOfDeposit> all = {exported(1, 7),
                                              said(2, StatementKind::Acceptance, 7, 1),
                                              said(3, StatementKind::Rebuild, 7, 2),
                                              said(4, StatementKind::Verdict, 7, 3),
                                              exported(5, 8),
                                              said(6, StatementKind::Acceptance, 8, 5)};
            all.insert(is_refused_first ? all.begin() + 1 : all.end(), said(9, StatementKind::Refusal, 7));
            const auto conflicts = find_conflicts(all);
            REQUIRE(conflicts.found.size() == 1);
            for (const std::uint8_t number : std::initializer_list<std::uint8_t>{2, 3, 4, 9})
                CHECK_FALSE(conflicts.counts(id<crypto::StatementId>(number)));
            for (const std::uint8_t number : std::initializer_list<std::uint8_t>{1, 5, 6})
                CHECK(conflicts.counts(id<crypto::StatementId>(number)));
        }
    }
}

TEST_CASE("all verdicts of a deposit are named, worst first", "[escrow][custody]") {
    Room room;
    room.submit({room.work.acceptance, room.work.rebuild, room.work.verdict});
    ++room.office.clock.seconds;
    room.submit({room.judge(room.work.rebuild, crypto::VerdictKind::Unexplained)});
    ++room.office.clock.seconds;
    room.submit({room.judge(room.work.rebuild, crypto::VerdictKind::Identical)});
    const auto state = room.state();
    CHECK(state.summary.stage == DepositStage::Judged);
    CHECK(state.summary.word() == "unexplained, 2 identical");
    CHECK(state.summary.conflicts == 0);
    CHECK(need(DepositState::parse(state.render())).render() == state.render());
}

TEST_CASE("a room that accepts and refuses one export is flagged, and its verdict is not shown", "[escrow][custody]") {
    Room room;
    room.submit({room.work.acceptance, room.work.rebuild, room.work.verdict});
    CHECK(room.state().summary.word() == "identical");
    const auto refusal = room.refuse();
    room.submit({refusal});
    const auto state = room.state();
    CHECK(state.summary.stage == DepositStage::Held);
    CHECK(state.summary.verdicts.empty());
    CHECK(state.summary.conflicts == 1);
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts[0].what.find("both accepted and refused") != std::string::npos);
    CHECK(state.conflicts[0].statements.back() == need(crypto::peek_link(refusal.envelope)).id());
    CHECK(state.events.size() == 7);
    CHECK(std::ranges::count_if(state.events, [](const auto& event) { return !event.counts; }) == 4);
    CHECK(need(DepositState::parse(state.render())).render() == state.render());

    // After another export it may say something else.
    ++room.office.clock.seconds;
    const auto again = test::export_once(room.desk.custody(), room.office.id("room"), room.deposit.id);
    const auto work = test::work_of_room(room.office, room.deposit, again);
    room.submit({work.acceptance, work.rebuild, work.verdict});
    CHECK(room.state().summary.word() == "identical");
    CHECK(room.state().summary.conflicts == 1);
    CHECK(room.desk.check().is_sound());
}

TEST_CASE("two statements with one place in a room's chain exclude each other, across deposits", "[escrow][custody]") {
    Room room;
    auto& office = room.office;
    const auto tag = crypto::ChainSubject::Tag::copy_of(Bytes(32, 9));
    const auto rebuild = [&](const test::MadeDeposit& deposit, const crypto::SaltedEnvelope& acceptance,
                             std::uint64_t ordinal, std::optional<crypto::StatementLink> previous) {
        crypto::Rebuild body{office.id("room"),
                             office.clock.now(),
                             need(crypto::peek_link(deposit.statement.envelope)),
                             need(crypto::peek_link(acceptance.envelope)),
                             crypto::Rebuild::Outcome::Built,
                             room.no_fields()};
        body.chain = crypto::ChainPlace{tag, ordinal, std::move(previous)};
        return office.sign_sealed(body, "room");
    };
    const auto verdict = [&](const crypto::SaltedEnvelope& rests_on, std::uint64_t ordinal) {
        crypto::Verdict body{office.id("room"),
                             office.clock.now(),
                             room.deposit_link(),
                             need(crypto::peek_link(rests_on.envelope)),
                             crypto::VerdictKind::Identical,
                             room.no_fields()};
        body.chain = crypto::ChainPlace{tag, ordinal, need(crypto::peek_link(rests_on.envelope))};
        return office.sign_sealed(body, "room");
    };
    const auto first = rebuild(room.deposit, room.work.acceptance, 1, std::nullopt);
    room.submit({room.work.acceptance, first, verdict(first, 2)});
    CHECK(room.state().summary.word() == "identical");
    CHECK(room.state().summary.conflicts == 0);
    CHECK(room.desk.check().is_sound());

    // The same source deposited once more: the room begins to count anew.
    const auto other = room.desk.hold("two");
    const auto exported = test::export_once(room.desk.custody(), office.id("room"), other.id);
    const auto work = test::work_of_room(office, other, exported);
    room.submit({work.acceptance, rebuild(other, work.acceptance, 1, std::nullopt)});
    const auto state = room.state();
    CHECK(state.summary.word() == "accepted");
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts[0].what == "a room has given two statements one number in its chain");
    CHECK(state.conflicts[0].statements.size() == 2);
    CHECK(need(room.desk.custody().state(other.id))->summary.conflicts == 1);
    CHECK(room.desk.check().is_sound());
}

TEST_CASE("two statements that follow one in a chain exclude each other", "[escrow][custody]") {
    const auto tag = crypto::ChainSubject::Tag::copy_of(Bytes(32, 9));
    const auto chained = [&](std::uint8_t number, std::uint64_t ordinal, std::optional<std::uint8_t> previous) {
        ChainedStatement out{id<crypto::IdentityId>(7), tag, id<crypto::StatementId>(number), ordinal, std::nullopt};
        if (previous) out.previous = id<crypto::StatementId>(*previous);
        return out;
    };
    auto mine = said(2, StatementKind::Rebuild, 7);
    mine.chain = crypto::ChainPlace{tag, 2, std::nullopt};
    // A gap is none, and neither is what another room says.
    CHECK(find_conflicts({mine}, {chained(1, 1, {}), chained(2, 2, 1), chained(3, 5, 2)}).found.empty());
    const auto conflicts = find_conflicts({mine}, {chained(1, 1, {}), chained(2, 2, 1), chained(3, 3, 1)});
    REQUIRE(conflicts.found.size() == 1);
    CHECK(conflicts.found[0].what == "a room has let two statements follow one in its chain");
    CHECK_FALSE(conflicts.counts(mine.id));
    CHECK(find_conflicts({mine}, {chained(2, 2, 1), chained(2, 2, 1)}).found.empty());
    CHECK(
        find_conflicts({mine}, {chained(2, 2, 1), chained(2, 2, 1), chained(4, 4, 3), chained(5, 4, 3)}).found.empty());
}
