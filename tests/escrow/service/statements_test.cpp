// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/proofs.hpp"
#include "tests/escrow/service/front.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Front;
using test::json_of;
using test::kJson;
using test::need;
using test::outbox_of;
using test::path_of;

namespace {

Result<http::Response> submit(http::Client& client, const storage::Outbox& outbox) {
    return client.post("/v1/statements", kJson, to_bytes(outbox.render()));
}

}  // namespace

TEST_CASE("anybody may carry a room's statements to the log, and gets their proofs", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    const auto exported = test::export_once(*front.custody, front.office.id("room"), deposit.id);
    const auto work = test::work_of_room(front.office, deposit, exported);
    auto stranger = front.stranger();
    check_refused(submit(stranger, outbox_of(front.office, {work.verdict})), ErrorKind::Unproven,
                  "rests on a statement of kind");

    const auto size = front.log_size();
    const auto outbox = outbox_of(front.office, {work.acceptance, work.rebuild, work.verdict});
    const auto proofs = need(escrow::SubmissionAnswer::parse(json_of(need(submit(stranger, outbox))))).proofs;
    REQUIRE(proofs.proofs().size() == 3);
    const auto verdict = need(crypto::peek_link(work.verdict.envelope));
    REQUIRE(proofs.find(verdict.id()) != nullptr);
    CHECK(proofs.find(verdict.id())->index == size + 2);
    CHECK(front.log_size() == size + 3);
    auto room = front.as("room");
    const auto again = need(escrow::SubmissionAnswer::parse(json_of(need(submit(room, outbox))))).proofs;
    CHECK(again.find(verdict.id())->index == size + 2);
    CHECK(front.log_size() == size + 3);
    auto vendor = front.as("vendor");
    const auto state = need(DepositState::parse(json_of(need(vendor.get(path_of(deposit))))));
    CHECK(state.summary.word() == "identical");
    CHECK(state.events.size() == 6);
    CHECK(front.is_sound_at_the_end());
}

TEST_CASE("a party without a part in a deposit adds no statement about it", "[escrow][service]") {
    Front front;
    const auto deposit = front.hold("one");
    const auto exported = test::export_once(*front.custody, front.office.id("room"), deposit.id);
    const auto size = front.log_size();
    auto vendor = front.as("vendor");
    const auto by = [&](const std::string& signer) {
        return outbox_of(front.office, {test::work_of_room(front.office, deposit, exported, signer).acceptance});
    };
    check_refused(submit(vendor, by("spare-room")), ErrorKind::Unproven, "which is not known here");
    check_refused(submit(vendor, by("t1")), ErrorKind::Refused, "which is no room of the agreement");
    auto outbox = by("room");
    outbox.evidence.push_back(need(front.custody->receipt(deposit.id)));
    check_refused(submit(vendor, outbox), ErrorKind::Invalid, "evidence stays with who carries the outbox");
    check_refused(vendor.post("/v1/statements", kJson, to_bytes("{}")), ErrorKind::Invalid, "");
    check_refused(vendor.post("/v1/statements", kJson, {}), ErrorKind::Invalid, "");
    CHECK(front.log_size() == size);
}
