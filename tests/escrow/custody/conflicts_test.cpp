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
                      .chain = std::nullopt,
                      .is_unfavourable = kind == StatementKind::Refusal};
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
    /// One more verdict, the next of the chain.
    crypto::SaltedEnvelope judge(const crypto::SaltedEnvelope& rebuild, crypto::VerdictKind kind) {
        crypto::Verdict body{
            office.id("room"), office.clock.now(), deposit_link(), need(crypto::peek_link(rebuild.envelope)), kind,
            no_fields()};
        body.chain = next;
        const auto out = office.sign_sealed(body, "room");
        next = next.next(need(crypto::peek_link(out.envelope)), crypto::word_of(kind));
        return out;
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
    crypto::ChainPlace next = *work.next;
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

TEST_CASE("what one key says twice in contradiction counts only where it is unfavourable, nor does what rests on it",
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
            for (const std::uint8_t number : std::initializer_list<std::uint8_t>{2, 3, 4})
                CHECK_FALSE(conflicts.counts(id<crypto::StatementId>(number)));
            for (const std::uint8_t number : std::initializer_list<std::uint8_t>{1, 5, 6, 9})
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
    CHECK(state.summary.stage == DepositStage::Refused);
    CHECK(state.summary.verdicts.empty());
    CHECK(state.summary.conflicts == 1);
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts[0].what.find("both accepted and refused") != std::string::npos);
    CHECK(state.conflicts[0].statements.back() == need(crypto::peek_link(refusal.envelope)).id());
    CHECK(state.events.size() == 7);
    CHECK(std::ranges::count_if(state.events, [](const auto& event) { return !event.counts; }) == 3);
    CHECK(need(DepositState::parse(state.render())).render() == state.render());

    // After another export it may say something else.
    ++room.office.clock.seconds;
    const auto again = test::export_once(room.desk.custody(), room.office.id("room"), room.deposit.id);
    const auto work = test::work_of_room(room.office, room.deposit, again, "room", room.next);
    room.submit({work.acceptance, work.rebuild, work.verdict});
    CHECK(room.state().summary.word() == "identical");
    CHECK(room.state().summary.conflicts == 1);
    CHECK(room.desk.check().is_sound());
}

namespace {

/// A room whose rebuilds and verdicts name places in a chain.
struct ChainRoom : Room {
    crypto::ChainPlace first(std::uint8_t tag = 9) const {
        return crypto::ChainPlace::first(crypto::ChainSubject::Tag::copy_of(Bytes(32, tag)));
    }
    crypto::SaltedEnvelope rebuild(const crypto::ChainPlace& at) { return rebuild(deposit, work.acceptance, at); }
    crypto::SaltedEnvelope rebuild(const test::MadeDeposit& about, const crypto::SaltedEnvelope& acceptance,
                                   const crypto::ChainPlace& at) {
        crypto::Rebuild body{office.id("room"),
                             office.clock.now(),
                             link(about.statement),
                             link(acceptance),
                             crypto::Rebuild::Outcome::Built,
                             no_fields()};
        body.chain = at;
        return office.sign_sealed(body, "room");
    }
    crypto::SaltedEnvelope judge(const crypto::SaltedEnvelope& rebuild, crypto::VerdictKind kind,
                                 const crypto::ChainPlace& at) {
        crypto::Verdict body{office.id("room"), office.clock.now(), deposit_link(), link(rebuild), kind, no_fields()};
        body.chain = at;
        return office.sign_sealed(body, "room");
    }
    static crypto::StatementLink link(const crypto::SaltedEnvelope& statement) {
        return need(crypto::peek_link(statement.envelope));
    }
    SubmissionAnswer send(const std::vector<crypto::SaltedEnvelope>& statements) {
        return need(desk.custody().submit(test::outbox_of(office, statements)));
    }
};

using crypto::ChainWord;
using crypto::VerdictKind;

}  // namespace

TEST_CASE("two statements with one place in a room's chain exclude each other, across deposits", "[escrow][custody]") {
    ChainRoom room;
    const auto first = room.rebuild(room.first());
    const auto second = room.first().next(room.link(first), ChainWord::Built);
    const auto before = room.send({room.work.acceptance, first, room.judge(first, VerdictKind::Identical, second)});
    CHECK(before.conflicts.empty());
    CHECK(room.state().summary.word() == "identical");
    CHECK(room.state().summary.conflicts == 0);
    CHECK(room.desk.check().is_sound());

    // The same source deposited once more: the room begins to count anew.
    const auto other = room.desk.hold("two");
    const auto exported = test::export_once(room.desk.custody(), room.office.id("room"), other.id);
    const auto work = test::work_of_room(room.office, other, exported);
    const auto answer = room.send({work.acceptance, room.rebuild(other, work.acceptance, room.first())});
    REQUIRE(answer.conflicts.size() == 1);
    CHECK(answer.conflicts[0].deposit == other.id);
    CHECK(answer.conflicts[0].excludes);
    CHECK(need(SubmissionAnswer::parse(answer.render())).render() == answer.render());
    const auto state = room.state();
    CHECK(state.summary.word() == "accepted");
    REQUIRE(state.conflicts.size() == 1);
    CHECK(state.conflicts[0].what == "a room has given two statements one number in its chain");
    CHECK(state.conflicts[0].statements.size() == 2);
    CHECK(need(room.desk.custody().state(other.id))->summary.conflicts == 1);
    CHECK(room.desk.check().is_sound());
}

TEST_CASE("a bad verdict is not taken back by its twin", "[escrow][custody]") {
    ChainRoom room;
    const auto built = room.rebuild(room.first());
    const auto place = room.first().next(room.link(built), ChainWord::Built);
    room.send({room.work.acceptance, built, room.judge(built, VerdictKind::Unexplained, place)});
    CHECK(room.state().summary.word() == "unexplained");
    ++room.office.clock.seconds;
    const auto answer = room.send({room.judge(built, VerdictKind::Identical, place)});
    REQUIRE(answer.conflicts.size() == 1);
    CHECK(answer.conflicts[0].what == "a room has given two statements one number in its chain");
    const auto state = room.state();
    CHECK(state.summary.word() == "unexplained");
    CHECK(state.summary.conflicts == 1);
    for (const auto& event : state.events)
        if (event.kind == StatementKind::Verdict) CHECK(event.counts == (event.detail == "unexplained"));
}

TEST_CASE("a room that loses its ledger begins a second chain, and no favourable verdict of either counts",
          "[escrow][custody]") {
    ChainRoom room;
    const auto built = room.rebuild(room.first());
    const auto place = room.first().next(room.link(built), ChainWord::Built);
    room.send({room.work.acceptance, built, room.judge(built, VerdictKind::Unexplained, place)});
    const auto anew = room.rebuild(room.first(8));
    const auto again = room.first(8).next(room.link(anew), ChainWord::Built);
    const auto answer = room.send({anew, room.judge(anew, VerdictKind::Identical, again)});
    REQUIRE(answer.conflicts.size() == 1);
    CHECK(answer.conflicts[0].what == "a room has begun a second chain about one deposit");
    CHECK(room.state().summary.word() == "unexplained");
}

TEST_CASE("a gap, a predecessor that was never seen and one that is passed over are flagged", "[escrow][custody]") {
    ChainRoom room;
    const auto built = room.rebuild(room.first());
    const auto after = [&](std::uint64_t unfinished) {
        return room.first().next(room.link(built), ChainWord::Built, unfinished);
    };
    const auto bad = room.judge(built, VerdictKind::Unexplained, after(0));
    SECTION("signed as unfinished") {
        const auto answer =
            room.send({room.work.acceptance, built, room.judge(built, VerdictKind::Identical, after(1))});
        REQUIRE(answer.conflicts.size() == 1);
        CHECK_FALSE(answer.conflicts[0].excludes);
        CHECK(answer.conflicts[0].what == "number 2 was begun and not finished, as the room signs");
        CHECK(room.state().summary.word() == "identical");
        CHECK(room.state().summary.remarks == 1);
        // And then the verdict turns up that was hidden there.
        const auto both = room.send({bad}).conflicts;
        CHECK(std::ranges::any_of(both, [](const auto& each) {
            return each.what == "what a room counts before number 3 of its chain leaves out what it said in number 2";
        }));
        CHECK(room.state().summary.word() == "unexplained");
    }
    SECTION("never seen") {
        const auto third = after(0).next(room.link(bad), ChainWord::Unexplained);
        const auto answer = room.send({room.work.acceptance, built, room.judge(built, VerdictKind::Identical, third)});
        REQUIRE(answer.conflicts.size() == 1);
        CHECK(answer.conflicts[0].what ==
              "number 3 of a room's chain follows a statement that is not here; before it the room counts 1 "
              "unexplained, 1 built");
        CHECK_FALSE(answer.conflicts[0].excludes);
        CHECK(room.send({bad}).conflicts.empty());
        CHECK(room.state().summary.remarks == 0);
    }
    SECTION("passed over") {
        auto third = after(0).next(room.link(bad), ChainWord::Unexplained);
        third.previous = room.link(built);
        const auto answer =
            room.send({room.work.acceptance, built, bad, room.judge(built, VerdictKind::Identical, third)});
        CHECK(std::ranges::any_of(answer.conflicts, [](const auto& each) {
            return each.excludes && each.what.starts_with("a room passes over number 2 of its chain");
        }));
        CHECK(room.state().summary.word() == "unexplained");
    }
}
