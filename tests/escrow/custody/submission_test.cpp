// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/submission_answer.hpp"

#include "crypto/record/acceptance.hpp"
#include "crypto/record/access.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/custody/custody.hpp"
#include "escrow/custody/submission.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Desk;
using test::need;
using test::Office;

TEST_CASE("a room's statements are logged in order, and the chain they end is sound", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto work = test::work_of_room(office, deposit, test::export_once(custody, office.id("room"), deposit.id));
    const auto submit = [&](const std::vector<crypto::SaltedEnvelope>& statements) {
        return custody.submit(test::outbox_of(office, statements));
    };
    check_refused(submit({work.verdict}), ErrorKind::Unproven, "the verdict rests on a statement of kind rebuild");
    check_refused(submit({work.rebuild}), ErrorKind::Unproven, "the rebuild rests on a statement of kind acceptance");
    const auto size = custody.log().latest().head.size.value();
    const auto proofs = need(submit({work.acceptance, work.rebuild, work.verdict})).proofs;
    CHECK(proofs.proofs().size() == 3);
    CHECK(custody.log().latest().head.size.value() == size + 3);
    CHECK(need(submit({work.acceptance, work.rebuild, work.verdict})).proofs.proofs().size() == 3);
    CHECK(need(submit({work.verdict})).proofs.proofs().size() == 1);
    CHECK(custody.log().latest().head.size.value() == size + 3);
    const auto state = need(custody.state(deposit.id));
    CHECK(state->summary.word() == "identical");
    CHECK(need(DepositState::parse(state->render())).render() == state->render());
    CHECK(state->events.size() == 6);
    CHECK(desk.check().is_sound());
}

TEST_CASE("statements by others, or about what is not here, are refused", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto exported = test::export_once(custody, office.id("room"), deposit.id);
    const auto submit = [&](const crypto::SaltedEnvelope& statement) {
        return custody.submit(test::outbox_of(office, {statement}));
    };
    check_refused(submit(test::work_of_room(office, deposit, exported, "spare-room").acceptance), ErrorKind::Unproven,
                  "which is not known here");
    check_refused(submit(test::work_of_room(office, deposit, exported, "t1").acceptance), ErrorKind::Refused,
                  "which is no room of the agreement");
    const auto unknown = office.make_deposit(*office.agreement, "never sent");
    check_refused(submit(test::work_of_room(office, unknown, exported).acceptance), ErrorKind::NotFound, "is not here");
    check_refused(submit(deposit.statement), ErrorKind::Refused, "is not about a deposit");
    check_refused(submit(office.agreement->statement()), ErrorKind::Refused, "is not about a deposit");

    // An export of another deposit is no export of this one.
    const auto other = desk.hold("two");
    check_refused(submit(test::work_of_room(office, other, exported).acceptance), ErrorKind::Unproven,
                  "about this deposit that is not here");
    auto outbox = test::outbox_of(office, {test::work_of_room(office, deposit, exported).acceptance});
    outbox.evidence.push_back(need(custody.receipt(deposit.id)));
    check_refused(custody.submit(outbox), ErrorKind::Invalid, "evidence stays with who carries the outbox");
    outbox.evidence.clear();
    need(custody.submit(outbox));
}

TEST_CASE("a statement that could rest on nothing in any evidence is no good word in the custodian's list",
          "[escrow][custody]") {
    Office office;
    office.add_party("second", crypto::Role::Verifier);
    office.agreement = office.agree("vendor", "custodian", {"room", "second"});
    office.other_rooms = {"room", "second"};
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto exported = test::export_once(custody, office.id("room"), deposit.id);
    const auto submit = [&](const std::vector<crypto::SaltedEnvelope>& statements, const std::string& by = "room") {
        return custody.submit(test::outbox_of(office, statements, by));
    };
    const auto link = [](const crypto::SaltedEnvelope& of) { return need(crypto::peek_link(of.envelope)); };
    crypto::ClosedPart none;
    none.add("outputs", Json::array(), office.random);
    const auto rebuild = [&](const crypto::SaltedEnvelope& acceptance, const std::string& by,
                             const std::optional<crypto::ChainPlace>& at, bool failed = false) {
        using Outcome = crypto::Rebuild::Outcome;
        crypto::Rebuild body{office.id(by),
                             office.clock.now(),
                             link(deposit.statement),
                             link(acceptance),
                             failed ? Outcome::Failed : Outcome::Built,
                             none.commitments()};
        body.chain = at;
        return office.sign_sealed(body, by);
    };
    const auto judge = [&](const crypto::SaltedEnvelope& rebuilt, const std::string& by,
                           const std::optional<crypto::ChainPlace>& at,
                           crypto::VerdictKind kind = crypto::VerdictKind::Identical) {
        crypto::Verdict body{office.id(by), office.clock.now(), link(deposit.statement), link(rebuilt),
                             kind,          none.commitments()};
        body.chain = at;
        return office.sign_sealed(body, by);
    };
    const auto work = test::work_of_room(office, deposit, exported);
    const auto first = crypto::ChainPlace::first(crypto::ChainSubject::Tag::copy_of(Bytes(32, 5)));
    const auto after = [&](const crypto::SaltedEnvelope& statement, crypto::ChainWord word) {
        return first.next(link(statement), word);
    };
    // What was given to one room is not another's.
    const auto theirs = test::work_of_room(office, deposit, exported, "second");
    check_refused(submit({theirs.acceptance}, "second"), ErrorKind::Untrusted, "the pieces went to another room");
    need(submit({work.acceptance}));
    const auto on_theirs = rebuild(work.acceptance, "second", first);
    check_refused(submit({on_theirs}, "second"), ErrorKind::Untrusted, "the acceptance it rests on is by another room");
    need(submit({work.rebuild}));
    check_refused(submit({judge(work.rebuild, "second", first)}, "second"), ErrorKind::Untrusted,
                  "the rebuild it rests on is by another room");
    // Builds are not repeated outside the chain until one suits.
    const auto experiment = rebuild(work.acceptance, "room", {});
    need(submit({experiment}));
    check_refused(submit({judge(experiment, "room", {})}), ErrorKind::Untrusted,
                  "the rebuild it rests on is an experiment");
    check_refused(submit({judge(work.rebuild, "room", {})}), ErrorKind::Untrusted,
                  "it has no place in its room's chain");
    check_refused(submit({judge(work.rebuild, "room", after(work.rebuild, crypto::ChainWord::Built))}),
                  ErrorKind::Untrusted, "it is of another chain than the rebuild it rests on");
    // And of a failed one there is nothing to compare.
    const auto failed = rebuild(work.acceptance, "room", first, true);
    const auto refused = submit({failed, judge(failed, "room", after(failed, crypto::ChainWord::Failed))});
    REQUIRE(need(refused).refused.size() == 1);
    CHECK(refused->refused[0].why.message().find("it judges a rebuild that failed") != std::string::npos);
    CHECK(need(submit({judge(failed, "room", after(failed, crypto::ChainWord::Failed),
                             crypto::VerdictKind::NotComparable)}))
              .refused.empty());
    for (const auto verdict : need(custody.state(deposit.id))->summary.verdicts)
        CHECK(verdict == crypto::VerdictKind::NotComparable);
}

TEST_CASE("a room's accesses are logged and listed, make no stage, and rest on its own acceptance",
          "[escrow][custody]") {
    Office office;
    office.add_party("second", crypto::Role::Verifier);
    office.agreement = office.agree("vendor", "custodian", {"room", "second"});
    office.other_rooms = {"room", "second"};
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto link = [](const crypto::SaltedEnvelope& of) { return need(crypto::peek_link(of.envelope)); };
    const auto work = test::work_of_room(office, deposit, test::export_once(custody, office.id("room"), deposit.id));
    const auto submit = [&](const crypto::SaltedEnvelope& statement, const std::string& by = "room") {
        return custody.submit(test::outbox_of(office, {statement}, by));
    };
    const auto access = [&](const crypto::SaltedEnvelope& acceptance, const std::string& by = "room") {
        crypto::ClosedPart closed;
        closed.add("basis", "a test", office.random);
        closed.add("opened", crypto::Opened{}.render(), office.random);
        return office.sign_sealed(crypto::Access{office.id(by), office.clock.now(), link(deposit.statement),
                                                 link(acceptance), closed.commitments()},
                                  by);
    };
    check_refused(submit(access(work.acceptance)), ErrorKind::Unproven,
                  "the access rests on a statement of kind acceptance");
    need(submit(work.acceptance));
    check_refused(submit(access(work.acceptance, "second"), "second"), ErrorKind::Untrusted,
                  "the acceptance it rests on is by another room");
    check_refused(submit(access(work.acceptance, "t1"), "t1"), ErrorKind::Refused, "which is no room of the agreement");
    CHECK(need(submit(access(work.acceptance))).proofs.proofs().size() == 1);

    const auto state = need(custody.state(deposit.id));
    CHECK(state->summary.stage == DepositStage::Accepted);
    CHECK(state->summary.conflicts == 0);
    CHECK(state->events.back().kind == crypto::StatementKind::Access);
    CHECK(need(DepositState::parse(state->render())).render() == state->render());

    // A room that takes its acceptance back has opened the deposit all the same.
    crypto::ClosedPart details;
    details.add("details", Json::array(), office.random);
    const crypto::Refusal body{
        office.id("room"), office.clock.now(), link(deposit.statement), {"snapshot-differs"}, details.commitments()};
    need(submit(office.sign_sealed(body, "room")));
    const auto after = need(custody.state(deposit.id));
    CHECK(after->summary.conflicts == 1);
    for (const auto& event : after->events)
        if (event.kind == crypto::StatementKind::Access) CHECK(event.counts);
    CHECK(after->summary.stage == DepositStage::Refused);
    CHECK(desk.check().is_sound());
}

TEST_CASE("what is closed reaches a custodian sealed, to vendor and rooms, or not at all", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto work = test::work_of_room(office, deposit, test::export_once(custody, office.id("room"), deposit.id));
    need(custody.submit(test::outbox_of(office, {work.acceptance})));
    const auto size = custody.log().latest().head.size;
    const auto whole = test::outbox_of(office, {work.rebuild});
    const auto refused = [&](ErrorKind kind, const std::string& words, const auto& alter) {
        auto outbox = whole;
        alter(outbox, outbox.statements[0].closed);
        office.vouch(outbox);
        check_refused(custody.submit(outbox), kind, words);
        CHECK(custody.log().latest().head.size == size);
    };
    refused(ErrorKind::Refused, "its closed part is not sealed to", [](auto&, auto& closed) { closed.clear(); });
    refused(ErrorKind::Refused, "its closed part is not sealed to " + crypto::short_id(office.id("vendor")),
            [](auto&, auto& closed) { closed.erase(closed.begin()); });
    for (const auto* other : {"outsider", "t1", "custodian"})
        refused(ErrorKind::Refused, "is for neither the vendor nor a room",
                [&](auto&, auto& closed) { closed.push_back({office.id(other), closed.front().file}); });
    refused(ErrorKind::Invalid, "appears twice", [](auto&, auto& closed) { closed.push_back(closed.front()); });
    refused(ErrorKind::Invalid,
            "is not sealed: ", [](auto&, auto& closed) { closed[0].file = to_bytes("plain text source code leak"); });
    refused(ErrorKind::Invalid, "is not sealed: reading age file: the payload is cut short",
            [](auto&, auto& closed) { closed[0].file.resize(closed[0].file.size() - 7); });
    refused(ErrorKind::Untrusted, "its manifest is by another room",
            [&](auto& outbox, auto&) { outbox.room = office.id("spare-room"); });
    // Sealed again by somebody else, to the right readers.
    refused(ErrorKind::Untrusted, "is not the one its signer sealed",
            [&](auto&, auto& closed) { closed[0].file = test::seal_to(office, "vendor"); });
    CHECK(need(custody.submit(whole)).proofs.proofs().size() == 1);
    CHECK(desk.check().is_sound());
}

TEST_CASE("one bad statement of an outbox holds back only what rests on it", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto one = desk.hold("one"), two = desk.hold("two");
    const auto good = test::work_of_room(office, one, test::export_once(custody, office.id("room"), one.id));
    const auto bad = test::work_of_room(office, two, test::export_once(custody, office.id("room"), two.id));
    auto outbox = test::outbox_of(office, {bad.acceptance, good.acceptance, bad.rebuild, good.rebuild});
    outbox.statements[0].closed.clear();
    office.vouch(outbox);
    const auto answer = need(custody.submit(outbox));
    CHECK(answer.proofs.proofs().size() == 2);
    REQUIRE(answer.refused.size() == 2);
    CHECK(answer.refused[0].why.message().find("its closed part is not sealed to") != std::string::npos);
    CHECK(answer.refused[1].why.message().find("rests on a statement of kind acceptance") != std::string::npos);
    CHECK(need(SubmissionAnswer::parse(answer.render())).render() == answer.render());
}

TEST_CASE("a carrier can change nothing in an outbox, and burns no statement by trying", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto work = test::work_of_room(office, deposit, test::export_once(custody, office.id("room"), deposit.id));
    const auto whole = test::outbox_of(office, {work.acceptance, work.rebuild});
    const auto size = custody.log().latest().head.size;
    const auto refused = [&](const std::string& words, const auto& alter) {
        auto outbox = whole;
        alter(outbox);
        check_refused(custody.submit(outbox), ErrorKind::Untrusted, words);
        CHECK(custody.log().latest().head.size == size);
    };
    const std::string changed = "its statements are not those the room put into it";
    refused(changed,
            [&](auto& box) { box.statements[0].statement.salt = office.random.template fixed<crypto::LeafSalt>(); });
    refused(changed, [&](auto& box) { box.statements[0].closed[0].file = test::seal_to(office, "vendor"); });
    refused(changed, [&](auto& box) { box.statements.pop_back(); });
    refused(changed, [&](auto& box) { std::swap(box.statements[0], box.statements[1]); });
    // A room that lies about its own salt burns nothing either: the payload holds what the salt must be.
    refused("the salt beside it is not the one its signer committed to", [&](auto& box) {
        box.statements[0].statement.salt = office.random.template fixed<crypto::LeafSalt>();
        office.vouch(box);
    });
    CHECK(need(custody.submit(whole)).proofs.proofs().size() == 2);
}

namespace {

/// A deposit under an agreement with one room of a test's own, exported to it, and what the room says of it.
struct OwnRoom {
    OwnRoom(Office& in, Desk& at, const std::string& party) : office(in), desk(at), name(party) {
        agreement = office.agree("vendor", "custodian", {name});
        need(desk.custody().admit(*agreement));
        deposit = office.make_deposit(*agreement, "one");
        desk.send(*deposit);
        need(desk.custody().hold(office.id("vendor"), deposit->statement));
        work =
            test::work_of_room(office, *deposit, test::export_once(desk.custody(), office.id(name), deposit->id), name);
    }
    Result<SubmissionAnswer> submit(const crypto::SaltedEnvelope& statement) {
        return desk.custody().submit(test::outbox_of(office, {statement}, name));
    }

    Office& office;
    Desk& desk;
    std::string name;
    std::optional<crypto::AgreementFile> agreement;
    std::optional<test::MadeDeposit> deposit;
    test::RoomWork work;
};

}  // namespace

TEST_CASE("what an expired room said earlier gets no leaf, and what is logged stays", "[escrow][custody]") {
    Office office;
    office.add_party("short", crypto::Role::Verifier, 10);
    Desk desk(office);
    OwnRoom room(office, desk, "short");
    need(room.submit(room.work.acceptance));
    const auto size = desk.custody().log().latest().head.size;
    office.clock.pass_days(11);
    const auto late = room.submit(room.work.rebuild);
    check_refused(late, ErrorKind::Untrusted, "the rebuild: the identity of \"short\"");
    check_refused(late, ErrorKind::Untrusted, "one that was signed before and is logged now would count nowhere");
    REQUIRE(late.error().hints().size() == 1);
    CHECK(late.error().hints()[0].find("a new identity") != std::string::npos);
    CHECK(desk.custody().log().latest().head.size == size);
    // A carrier that was cut off asks again for the proof of what was taken in time.
    CHECK(need(room.submit(room.work.acceptance)).proofs.proofs().size() == 1);
    CHECK(desk.custody().log().latest().head.size == size);
}

TEST_CASE("a room whose endorsement has ended is heard again once it is renewed", "[escrow][custody]") {
    Office office;
    need(new_key({.name = "brief",
                  .role = crypto::Role::Verifier,
                  .classical = crypto::SignatureAlgorithm::Ed25519,
                  .out = office.path("brief"),
                  .valid_days = 1000},
                 office.clock, office.random));
    const auto endorse = [&](std::int64_t days) {
        need(escrow::endorse({.root = office.path("root"), .identity = office.path("brief"), .valid_days = days},
                             office.clock, office.random));
    };
    endorse(10);
    Desk desk(office);
    OwnRoom room(office, desk, "brief");
    need(room.submit(room.work.acceptance));
    office.clock.pass_days(11);
    const auto late = room.submit(room.work.rebuild);
    check_refused(late, ErrorKind::Untrusted, "no endorsement of \"brief\"");
    CHECK(late.error().hints()[0].find("submit the same outbox again with the renewed agreement") != std::string::npos);
    endorse(100);
    need(room.agreement->renew(office.keys("brief").file()));
    need(desk.custody().admit(*room.agreement));
    CHECK(need(room.submit(room.work.rebuild)).proofs.proofs().size() == 1);
}

TEST_CASE("a statement that is dated ahead of the log gets no leaf", "[escrow][custody]") {
    Office office;
    Desk desk(office);
    auto& custody = desk.custody();
    const auto deposit = desk.hold("one");
    const auto exported = test::export_once(custody, office.id("room"), deposit.id);
    const auto size = custody.log().latest().head.size;
    const auto dated = [&](std::int64_t ahead) {
        office.clock.seconds += ahead;
        const auto work = test::work_of_room(office, deposit, exported);
        office.clock.seconds -= ahead;
        return custody.submit(test::outbox_of(office, {work.acceptance}));
    };
    check_refused(dated(301), ErrorKind::Untrusted, "the acceptance: it is dated ");
    CHECK(custody.log().latest().head.size == size);
    CHECK(dated(300));
    CHECK(dated(-10'000));

    const auto later = [&](const auto& make) {
        office.clock.seconds += 301;
        auto made = make();
        office.clock.seconds -= 301;
        return made;
    };
    check_refused(custody.admit(later([&] { return office.agree("vendor", "custodian", {"spare-room"}); })),
                  ErrorKind::Untrusted, "taking in an agreement: it is dated ");
    const auto ahead = later([&] { return office.make_deposit(*office.agreement, "ahead"); });
    desk.send(ahead);
    check_refused(custody.hold(office.id("vendor"), ahead.statement), ErrorKind::Untrusted,
                  "taking in a deposit: it is dated ");
}

TEST_CASE("every kind that an outbox may carry has a line in the table of submissions", "[escrow][custody]") {
    for (const auto& facts : crypto::all_kinds()) {
        const auto kind = submitted_kind(facts.kind);
        INFO(facts.name);
        CHECK(kind.has_value() == facts.is_of_room);
        if (kind) CHECK((*kind)->rests_on() == facts.rests_kind);
    }
}
