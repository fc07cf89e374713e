// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/verdict_evidence.hpp"

#include "escrow/client/local_custodian.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Desk;
using test::need;
using test::Office;

namespace {

/// An office whose custodian has one deposit; the desk is closed so that a client may open it.
struct Bureau {
    Office office;
    Desk desk{office};
    test::MadeDeposit deposit = desk.hold("one");
    NoInterrupt interrupt;

    void judge() {
        const auto exported = test::export_once(desk.custody(), office.id("room"), deposit.id);
        const auto work = test::work_of_room(office, deposit, exported);
        need(desk.custody().submit(test::outbox_of(office, {work.acceptance, work.rebuild, work.verdict})));
    }
    Result<VerdictEvidence> ask(const std::string& party) {
        desk.close();
        const auto custodian = need(LocalCustodian::open(desk.options(), office.clock, office.random, interrupt));
        return evidence_of_verdicts(deposit.id, office.keys(party), *custodian,
                                    {.policy = office.policy, .agreement = office.agreement}, office.clock.now());
    }
};

}  // namespace

TEST_CASE("there is evidence once there is a verdict, and for those who can read", "[escrow][action]") {
    Bureau bureau;
    check_refused(bureau.ask("vendor"), ErrorKind::NotFound, "the custodian has none yet");
    check_refused(bureau.ask("t1"), ErrorKind::Refused, "nothing in the deposit ");
}

TEST_CASE("what a room has sealed wrongly is named, and its evidence is called unproven", "[escrow][action]") {
    // The office's room seals no closed part but some bytes: its statements cannot be shown to a reader.
    Bureau bureau;
    bureau.judge();
    const auto made = need(bureau.ask("vendor"));
    REQUIRE(made.evidence.size() == 1);
    CHECK(made.left_out.size() == 3);
    CHECK(made.left_out.front().message().starts_with("the closed part of the acceptance "));
    REQUIRE(made.faults.front().has_value());
    CHECK(made.faults.front()->message().find("the evidence of ") != std::string::npos);
}
