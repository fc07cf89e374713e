// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/receipt.hpp"

#include "base/files/durable.hpp"
#include "escrow/action/policy.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Receipts {
    Receipts() : desk(office) {
        need(desk.custody().admit(*office.agreement));
        mine = desk.hold("mine").id;
        other = desk.hold("other").id;
    }
    crypto::Evidence of(const crypto::DepositId& id) { return need(desk.custody().receipt(id)); }
    Status check(const crypto::Evidence& receipt) const {
        return escrow::check_receipt(receipt, mine, office.policy, office.clock.now());
    }

    Office office;
    Desk desk;
    crypto::DepositId mine, other;
};

}  // namespace

TEST_CASE("a vendor keeps the receipt of its deposit and of no other", "[escrow][receipt]") {
    Receipts receipts;
    CHECK(receipts.check(receipts.of(receipts.mine)));
    const auto other = receipts.check(receipts.of(receipts.other));
    REQUIRE_FALSE(other);
    CHECK(other.error().kind() == ErrorKind::Untrusted);
    CHECK_THAT(other.error().message(),
               ContainsSubstring("is of another deposit, " + crypto::render_deposit_id(receipts.other)));
}

TEST_CASE("a receipt countersigned by somebody else than the custodian does not count", "[escrow][receipt]") {
    Receipts receipts;
    auto& office = receipts.office;
    const auto genuine = receipts.of(receipts.mine);
    const auto* deposit = genuine.find(crypto::StatementId(receipts.mine.array()));
    REQUIRE(deposit != nullptr);
    // An endorsed party signs that it holds the deposit: by its own name, and under the custodian's.
    for (const auto* named : {"room", "custodian"}) {
        const crypto::Held held{.custodian = office.id(named),
                                .time = office.clock.now(),
                                .deposit = need(crypto::peek_link(deposit->envelope)),
                                .agreement = office.agreement->link()};
        const auto statement = office.sign(held.payload(), "room");
        crypto::Evidence forged(crypto::ClaimKind::Held, need(crypto::peek_link(statement.envelope)).id());
        need(forged.add(statement));
        forged.merge(genuine);
        const auto checked = receipts.check(forged);
        REQUIRE_FALSE(checked);
        CHECK(checked.error().kind() == ErrorKind::Untrusted);
        CHECK_THAT(checked.error().message(), ContainsSubstring("held: "));
    }
}

TEST_CASE("a receipt that other witnesses cosigned than the vendor's is not enough", "[escrow][receipt]") {
    Receipts receipts;
    auto& office = receipts.office;
    office.add_party("stranger", crypto::Role::Witness);
    const auto other = need(escrow::new_policy({.roots = {office.path("root")},
                                                .custodians = {office.path("custodian")},
                                                .witnesses = {office.path("stranger")},
                                                .witness_urls = {},
                                                .quorum = 1,
                                                .rooms = {},
                                                .environments = {},
                                                .opaque = {},
                                                .packages = {}},
                                               office.clock.now()));
    const auto checked = escrow::check_receipt(receipts.of(receipts.mine), receipts.mine, other, office.clock.now());
    REQUIRE_FALSE(checked);
    CHECK(checked.error().kind() == ErrorKind::Unproven);  // no quorum, so no time
}

TEST_CASE("a receipt never overwrites what is not this deposit's", "[escrow][receipt]") {
    Receipts receipts;
    const auto place = receipts.office.path("receipt");
    CHECK(escrow::check_receipt_place(place, receipts.mine));
    need(escrow::keep_receipt(receipts.of(receipts.mine), place));
    CHECK(escrow::check_receipt_place(place, receipts.mine));
    for (const auto& held : {std::optional(receipts.other), std::optional<crypto::DepositId>()}) {
        const auto taken = escrow::check_receipt_place(place, held);
        REQUIRE_FALSE(taken);
        CHECK(taken.error().kind() == ErrorKind::Conflict);
    }
    // A verdict's evidence is about this deposit too, and holds all that its receipt does.
    const auto receipt = receipts.of(receipts.mine);
    crypto::Evidence verdict(crypto::ClaimKind::Verdict, receipt.claim());
    verdict.merge(receipt);
    need(write_durably(place, bytes_of(verdict.render())));
    const auto taken = escrow::check_receipt_place(place, receipts.mine);
    REQUIRE_FALSE(taken);
    CHECK(taken.error().kind() == ErrorKind::Conflict);
    need(write_durably(place, bytes_of("a letter")));
    CHECK_FALSE(escrow::check_receipt_place(place, receipts.mine));
}
