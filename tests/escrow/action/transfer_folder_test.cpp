// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/transfer_folder.hpp"

#include "base/files/walk.hpp"
#include "escrow/action/import_transfer.hpp"
#include "tests/escrow/action/vendor_desk.hpp"

using namespace assay;
using namespace assay::test;
using Outcome = escrow::DepositAnswer::Outcome;

namespace {

namespace fs = std::filesystem;

/// Every file below a folder, by name.
std::map<std::string, std::string> files_in(const fs::path& path) {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::recursive_directory_iterator(path))
        if (entry.is_regular_file()) out.emplace(fs::relative(entry.path(), path).string(), test::read(entry.path()));
    return out;
}

void flip(const fs::path& file, std::size_t at) {
    auto bytes = need(read_file(file, std::size_t{1} << 30));
    bytes.at(at) ^= 1;
    need(write_durably(file, bytes));
}

ErrorKind kind_of(const Result<escrow::DepositAnswer>& answer) {
    REQUIRE_FALSE(answer);
    INFO(answer.error().message());
    return answer.error().kind();
}

}  // namespace

TEST_CASE("a deposit into its own finished folder is the same, and transferred", "[escrow][transfer]") {
    VendorDesk vendor;
    const auto first = need(vendor.transfer());
    CHECK(first.outcome == Outcome::Transferred);
    const auto files = files_in(vendor.office.path("transfer"));
    const auto second = need(vendor.transfer());
    CHECK(second.outcome == Outcome::Transferred);
    CHECK(second.id == first.id);
    CHECK(files_in(vendor.office.path("transfer")) == files);

    // There is no receipt yet: where the folder is lost, it is made again.
    fs::remove_all(vendor.office.path("transfer"));
    const auto third = need(vendor.transfer());
    CHECK(third.outcome == Outcome::Transferred);
    CHECK(third.id == first.id);
    CHECK(need(escrow::read_transfer(vendor.office.path("transfer"))).id == first.id);

    const auto custodian = vendor.custodian();
    const escrow::ImportRequest request{
        .folder = vendor.office.path("transfer"), .policy = vendor.office.policy, .now = vendor.office.clock.now()};
    for (int i = 0; i < 2; ++i)
        CHECK(need(escrow::import_transfer(request, *custodian, vendor.progress, vendor.interrupt)).id == first.id);
    CHECK(need(custodian->list()).size() == 1);
}

TEST_CASE("a mistaken deposit into a finished folder leaves it as it was", "[escrow][transfer]") {
    VendorDesk vendor;
    need(vendor.transfer());
    const auto files = files_in(vendor.office.path("transfer"));
    auto request = vendor.request();
    SECTION("of another source") { vendor.put("source/main.c", "int main(void) { return 2; }\n"); }
    SECTION("of the same source by another name") { request = vendor.request("2"); }
    SECTION("with another mode") {
        fs::permissions(vendor.office.path("source/main.c"), fs::perms::owner_read | fs::perms::owner_write);
    }
    SECTION("under another agreement") {
        vendor.office.clock.pass_days(1);
        vendor.put_agreement(vendor.office.agree("vendor", "custodian", {"room"}));
    }
    for (int i = 0; i < 2; ++i) CHECK(kind_of(vendor.deposit(request, *vendor.at_folder())) == ErrorKind::Conflict);
    CHECK(files_in(vendor.office.path("transfer")) == files);
}

TEST_CASE("a folder that was cut between any two steps is continued", "[escrow][transfer]") {
    VendorDesk vendor;
    const auto whole = need(vendor.transfer("whole"));
    CHECK(whole.outcome == Outcome::Transferred);
    for (const auto cut : {WatchedDestination::Cut::Before, WatchedDestination::Cut::After})
        for (std::size_t call = 0;; ++call) {
            const auto name = "cut" + std::to_string(call) + (cut == WatchedDestination::Cut::Before ? "b" : "a");
            bool was_cut = true;
            {
                WatchedDestination destination(vendor.at_folder(name));
                destination.cut(call, cut);
                const auto answer = vendor.deposit(vendor.request(), destination);
                was_cut = destination.was_cut();
                CHECK(bool(answer) == !was_cut);
            }
            const auto answer = need(vendor.transfer(name));
            CHECK(answer.outcome == Outcome::Transferred);
            CHECK(need(escrow::read_transfer(vendor.office.path(name))).id == answer.id);
            if (!was_cut) break;
        }
}

TEST_CASE("an unfinished folder of another deposit leaves nothing of itself behind", "[escrow][transfer]") {
    VendorDesk vendor;
    {
        WatchedDestination destination(vendor.at_folder());
        destination.cut(1, WatchedDestination::Cut::Before);
        CHECK_FALSE(vendor.deposit(vendor.request("other"), destination));
    }
    vendor.put("transfer/sealed/900", "of somebody else");
    CHECK_FALSE(escrow::read_transfer(vendor.office.path("transfer")));
    need(vendor.transfer());
    CHECK_FALSE(fs::exists(vendor.office.path("transfer/sealed/900")));
    CHECK(need(escrow::read_transfer(vendor.office.path("transfer"))).sealed.size() == 5);
}

TEST_CASE("a finished folder that is damaged is not taken for this deposit", "[escrow][transfer]") {
    VendorDesk vendor;
    need(vendor.transfer());
    const auto folder = vendor.office.path("transfer");
    SECTION("a piece") {
        flip(folder / "pieces" / "pieces.data", 100);
        CHECK(kind_of(vendor.transfer()) == ErrorKind::Corrupt);
    }
    SECTION("a sealed object") {
        flip(folder / "sealed" / "001", 100);
        CHECK(kind_of(vendor.transfer()) == ErrorKind::Corrupt);
    }
    SECTION("the statement") {
        flip(folder / "deposit.json", 3);
        CHECK_FALSE(vendor.transfer());
    }
}

TEST_CASE("two commands do not fill one folder", "[escrow][transfer]") {
    VendorDesk vendor;
    const auto first = vendor.at_folder();
    need(first->begin(*vendor.office.agreement));
    CHECK(kind_of(vendor.transfer()) == ErrorKind::Busy);
}
