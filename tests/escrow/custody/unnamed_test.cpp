// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/unnamed.hpp"

#include "escrow/custody/records.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::need;

namespace {

const auto kVendor = crypto::IdentityId::copy_of(Bytes(crypto::IdentityId::kSize, 1));
const auto kOther = crypto::IdentityId::copy_of(Bytes(crypto::IdentityId::kSize, 2));

Time day(std::int64_t days) { return need(Time::from_seconds(1'800'000'000 + days * 86400)); }

struct Kept {
    test::TempFolder home;
    std::unique_ptr<Vault> vault = need(Vault::open(home / "vault"));
    Unnamed unnamed{*vault, {.count = 3, .bytes = 100, .kept_days = 14}};

    bool has(const crypto::IdentityId& vendor, std::string_view object, Table table = Table::Sealed) const {
        return need(vault->get(table, namespaced_key(vendor, crypto::sha256(bytes_of(object))))).has_value();
    }
    Status keep(std::string_view object, Time now, const crypto::IdentityId& vendor = kVendor) {
        return unnamed.keep(vendor, Table::Sealed, bytes_of(object), now);
    }
};

}  // namespace

TEST_CASE("what no deposit names is bounded for each vendor", "[escrow][custody]") {
    Kept kept;
    need(kept.keep("one", day(0)));
    need(kept.keep("two", day(0)));
    need(kept.keep("two", day(0)));
    need(kept.unnamed.keep(kVendor, Table::Lists, bytes_of("three"), day(0)));
    check_refused(kept.keep("four", day(0)), ErrorKind::Limit,
                  "the vendor has 3 objects of 11 bytes here that no deposit names");
    CHECK_FALSE(kept.has(kVendor, "four"));
    // What is here may come again, and another vendor has room of its own.
    need(kept.keep("one", day(0)));
    need(kept.keep("four", day(0), kOther));

    Kept other;
    need(other.keep(std::string(60, 'x'), day(0)));
    check_refused(other.keep(std::string(41, 'y'), day(0)), ErrorKind::Limit,
                  "the vendor has 1 object of 60 bytes here");
    need(other.keep(std::string(40, 'y'), day(0)));
}

TEST_CASE("what no deposit has named for two weeks is removed", "[escrow][custody]") {
    Kept kept;
    need(kept.keep("one", day(0)));
    need(kept.keep("two", day(0)));
    need(kept.keep("one", day(10)));
    need(kept.keep("theirs", day(0), kOther));
    need(kept.keep("three", day(15)));
    CHECK(kept.has(kVendor, "one"));
    CHECK_FALSE(kept.has(kVendor, "two"));
    CHECK(kept.has(kOther, "theirs"));
    need(kept.unnamed.remove_old(day(15)));
    CHECK_FALSE(kept.has(kOther, "theirs"));
    CHECK(kept.has(kVendor, "three"));
}

TEST_CASE("what a deposit names stays, and counts no more", "[escrow][custody]") {
    test::Office office;
    const auto deposit = office.make_deposit(*office.agreement, "one");
    test::TempFolder home;
    const auto vault = need(Vault::open(home / "vault"));
    Unnamed unnamed(*vault, {.count = deposit.sealed.size() + 1, .bytes = 1 << 20, .kept_days = 14});
    const auto vendor = office.id("vendor");
    const auto send = [&] {
        need(unnamed.keep(vendor, Table::Lists, deposit.list.encode(), day(0)));
        for (const auto& object : deposit.sealed) need(unnamed.keep(vendor, Table::Sealed, object, day(0)));
    };
    send();
    check_refused(unnamed.keep(vendor, Table::Sealed, bytes_of("more"), day(0)), ErrorKind::Limit,
                  "that no deposit names");
    Changes changes;
    Unnamed::name(changes, deposit.body);
    need(vault->apply(changes));
    send();
    need(unnamed.keep(vendor, Table::Sealed, bytes_of("more"), day(0)));
    need(unnamed.remove_old(day(100)));
    CHECK(need(vault->get(Table::Lists, namespaced_key(vendor, deposit.body.pieces.sha256))));
    for (const auto& object : deposit.body.sealed)
        CHECK(need(vault->get(Table::Sealed, namespaced_key(vendor, object.digest.sha256))));
}
