// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/deposit.hpp"

#include "storage/recipe/lock.hpp"
#include "tests/escrow/action/vendor_desk.hpp"

#include <sys/stat.h>
#include <algorithm>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;
using Outcome = escrow::DepositAnswer::Outcome;

namespace {

namespace fs = std::filesystem;

/// The journals of the vendor's deposits.
std::vector<fs::path> journals(const VendorDesk& vendor) {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(vendor.office.path("vendor") / "deposits"))
        if (entry.path().extension() == ".json") out.push_back(entry.path());
    return out;
}

void check_error(const Result<escrow::DepositAnswer>& answer, ErrorKind kind, const std::string& words) {
    REQUIRE_FALSE(answer);
    INFO(answer.error().message());
    CHECK(answer.error().kind() == kind);
    CHECK_THAT(answer.error().message(), ContainsSubstring(words));
}

/// The ids of all pieces of a deposit carried in a folder.
std::vector<storage::PieceId> carried(const VendorDesk& vendor, const std::string& folder) {
    return need(escrow::read_transfer(vendor.office.path(folder))).pieces.ids();
}

}  // namespace

TEST_CASE("a deposit that is cut between any two steps and repeated is one deposit", "[escrow][deposit]") {
    VendorDesk vendor;
    std::size_t done = 0;
    for (const auto cut : {WatchedDestination::Cut::Before, WatchedDestination::Cut::After})
        for (std::size_t call = 0;; ++call) {
            const auto request = vendor.request(std::to_string(done));
            Result<escrow::DepositAnswer> first = fail(ErrorKind::Internal, "not tried");
            bool was_cut = true;
            {
                WatchedDestination destination(vendor.at_custodian());
                destination.cut(call, cut);
                first = vendor.deposit(request, destination);
                was_cut = destination.was_cut();
            }
            REQUIRE(bool(first) == !was_cut);
            const auto answer = need(vendor.deposit(request));
            ++done;
            CHECK(answer.outcome == (was_cut ? Outcome::Held : Outcome::AlreadyHeld));
            CHECK(vendor.held() == done);
            vendor.check_receipt(request, answer.id);
            const auto again = need(vendor.deposit(request));
            CHECK(again.outcome == Outcome::AlreadyHeld);
            CHECK(again.id == answer.id);
            if (!was_cut) break;
        }
    CHECK(done > 10);
    CHECK(vendor.desk.check().is_sound());
}

TEST_CASE("a deposit whose journal lags behind its receipt is repeated", "[escrow][deposit]") {
    VendorDesk vendor;
    const auto request = vendor.request();
    {
        WatchedDestination destination(vendor.at_custodian());
        destination.on_begin = [&] { fs::copy_file(journals(vendor).at(0), vendor.office.path("journal")); };
        CHECK(need(vendor.deposit(request, destination)).outcome == Outcome::Held);
    }
    const auto held = need(vendor.deposit(request));
    CHECK(held.outcome == Outcome::AlreadyHeld);
    fs::copy_file(vendor.office.path("journal"), journals(vendor).at(0), fs::copy_options::overwrite_existing);
    const auto answer = need(vendor.deposit(request));
    CHECK(answer.id == held.id);
    CHECK(answer.outcome == Outcome::Held);
    CHECK(vendor.held() == 1);
}

TEST_CASE("a receipt that could not be kept is asked for again", "[escrow][deposit]") {
    VendorDesk vendor;
    auto request = vendor.request();
    const auto place = vendor.office.path("place");
    request.receipt = place / "receipt";
    fs::create_directory(place);
    {
        WatchedDestination destination(vendor.at_custodian());
        destination.on_begin = [&] { fs::remove(place); };
        CHECK_FALSE(vendor.deposit(request, destination));
    }
    CHECK(vendor.held() == 1);
    fs::create_directory(place);
    const auto answer = need(vendor.deposit(request));
    CHECK(answer.outcome == Outcome::AlreadyHeld);
    vendor.check_receipt(request, answer.id);
}

TEST_CASE("a receipt's place that is taken is seen before anything is held", "[escrow][deposit]") {
    VendorDesk vendor;
    const auto other = need(vendor.deposit(vendor.request("other")));
    auto request = vendor.request();
    request.receipt = vendor.request("other").receipt;
    for (int i = 0; i < 2; ++i) check_error(vendor.deposit(request), ErrorKind::Conflict, "another deposit");
    CHECK(vendor.held() == 1);
    vendor.check_receipt(request, other.id);
}

TEST_CASE("what is held is deposited once more where that is asked for", "[escrow][deposit]") {
    VendorDesk vendor;
    const auto first = need(vendor.deposit(vendor.request()));
    auto request = vendor.request();
    request.again = true;
    check_error(vendor.deposit(request), ErrorKind::Conflict, "exists already");
    request.receipt = vendor.office.path("second.receipt");
    const auto second = need(vendor.deposit(request));
    CHECK(second.outcome == Outcome::Held);
    CHECK(second.id != first.id);
    CHECK(vendor.held() == 2);
}

TEST_CASE("no key seals two index roots when a file's mode changes after an interruption", "[escrow][deposit]") {
    VendorDesk vendor;
    const auto request = vendor.request();
    const auto root_sent = [&] {
        WatchedDestination destination(vendor.at_custodian());
        // Everything is sent, and the answer is lost.
        std::size_t pieces = 0;
        {
            WatchedDestination counted(vendor.at_folder("count"));
            need(vendor.deposit(vendor.request("count"), counted));
            pieces = counted.pieces.size();
        }
        destination.cut(1 + pieces, WatchedDestination::Cut::Before);
        CHECK_FALSE(vendor.deposit(request, destination));
        return destination.pieces.back();
    };
    const auto before = root_sent();
    CHECK(root_sent() == before);

    const auto file = vendor.office.path("source/main.c");
    REQUIRE(::chmod(file.c_str(), 0600) == 0);
    fs::remove_all(vendor.office.path("count"));
    const auto after = root_sent();
    REQUIRE(after.size() == before.size());
    // Codec and length are those of before: under one key they would be the same bytes here too.
    CHECK_FALSE(std::equal(before.begin(), before.begin() + 5, after.begin()));

    need(vendor.deposit(request));
    CHECK(vendor.held() == 1);
}

TEST_CASE("a source that changes while it is deposited is not signed for", "[escrow][deposit]") {
    VendorDesk vendor;
    auto destination = std::make_unique<WatchedDestination>(vendor.at_custodian());
    SECTION("a file of the source") {
        destination->on_begin = [&] { vendor.put("source/main.c", "int main(void) { return 1; }\n"); };
        check_error(vendor.deposit(vendor.request(), *destination), ErrorKind::Conflict,
                    "\"source\": it changed while it was read");
    }
    SECTION("an artifact") {
        vendor.put("router.bin", "program");
        auto request = vendor.request();
        request.artifacts.push_back(vendor.office.path("router.bin"));
        destination->on_begin = [&] { vendor.put("router.bin", "PROGRAM"); };
        check_error(vendor.deposit(request, *destination), ErrorKind::Conflict,
                    "\"artifacts/router.bin\": it changed while it was read");
    }
    destination.reset();
    CHECK(vendor.held() == 0);
}

TEST_CASE("a vendor's key leaves neither as an artifact nor within the recipe", "[escrow][deposit]") {
    VendorDesk vendor;
    const auto key = test::read(vendor.office.path("vendor") / "sign.ed25519.pem");
    auto request = vendor.request();
    std::string at;
    SECTION("an artifact") {
        at = "artifacts/router.bin";
        vendor.put("router.bin", std::string(300'000, 'x') + "\n" + key);
        request.artifacts.push_back(vendor.office.path("router.bin"));
    }
    SECTION("the recipe") {
        at = "recipe.toml";
        storage::Recipe recipe{
            .product = "router",
            .version = "1",
            .environment = {.kind = storage::RecipeEnvironment::Kind::Host, .suite = {}, .lock = "recipe.lock"_path},
            .directory = "/build/router",
            .commands = {"make"},
            .artifacts = {{"router"_path}}};
        auto text = recipe.render();
        for (std::size_t begin = 0, end = 0; begin < key.size(); begin = end + 1) {
            end = std::min(key.find('\n', begin), key.size());
            text += "# " + key.substr(begin, end - begin) + "\n";
        }
        vendor.put("recipe.toml", text);
        const auto lock = need(storage::Lock::make(storage::HostLock{
            .architecture = "amd64", .os_id = "debian", .os_version = "12", .packages = {{"make", "4.3", "amd64"}}}));
        vendor.put("recipe.lock", lock.render());
        request.recipe = vendor.office.path("recipe.toml");
    }
    const auto refused = vendor.deposit(request);
    check_error(refused, ErrorKind::Refused, "the deposit would hold 1 secret: \"" + at + "\" line ");
    CHECK_THAT(refused.error().hints().at(0), ContainsSubstring("--allow-secret " + at + "=REASON"));
    CHECK(vendor.held() == 0);

    request.allowed.push_back(need(storage::parse_allowed_path(at + "=a test key")));
    const auto answer = need(vendor.deposit(request));
    REQUIRE(answer.allowed.size() == 1);
    CHECK(answer.allowed[0].path.text() == at);
}

TEST_CASE("how far pieces are shared is as the agreement says", "[escrow][deposit]") {
    VendorDesk vendor;
    auto& office = vendor.office;
    for (const std::string term : {"vendor", "agreement"}) {
        for (const std::string number : {"1", "2"}) {
            office.clock.pass_days(1);
            vendor.put_agreement(office.agree("vendor", "custodian", {"room"}, {}, term));
            need(vendor.transfer(term + number));
        }
        const auto one = carried(vendor, term + "1"), two = carried(vendor, term + "2");
        std::vector<storage::PieceId> both;
        std::ranges::set_intersection(one, two, std::back_inserter(both));
        CHECK(one.size() == two.size());
        // The root is always a deposit's own.
        CHECK(both.size() == (term == "vendor" ? one.size() - 1 : 0));
    }
    // Within one agreement they are shared under either term.
    vendor.put("source/more.txt", "more\n");
    need(vendor.transfer("agreement3"));
    const auto two = carried(vendor, "agreement2"), three = carried(vendor, "agreement3");
    std::vector<storage::PieceId> both;
    std::ranges::set_intersection(two, three, std::back_inserter(both));
    CHECK_FALSE(both.empty());
}

TEST_CASE("a deposit that contradicts its source is refused before anything is sent", "[escrow][deposit]") {
    VendorDesk vendor;
    vendor.put("source/debian/changelog", "router (1:2.0-1) unstable; urgency=low\n");
    {
        WatchedDestination destination(vendor.at_custodian());
        bool has_begun = false;
        destination.on_begin = [&] { has_begun = true; };
        const auto refused = vendor.deposit(vendor.request("3.0"), destination);
        check_error(refused, ErrorKind::Untrusted,
                    "the deposit says it is \"router 3.0\", its source says it is \"router 1:2.0-1\"");
        CHECK(refused.error().hints().size() == 1);
        auto named = vendor.request("2.0");
        named.product = "switch";
        check_error(vendor.deposit(named, destination), ErrorKind::Untrusted, "the deposit says it is \"switch 2.0\"");
        CHECK_FALSE(has_begun);
        CHECK(destination.pieces.empty());
    }
    CHECK(need(vendor.deposit(vendor.request("2.0"))).outcome == Outcome::Held);

    // Without a name in the request, it is what the source says.
    auto silent = vendor.request("silent");
    silent.product.reset();
    silent.version.reset();
    const auto answer = need(vendor.deposit(silent));
    CHECK(answer.product == "router");
    CHECK(answer.version == "1:2.0-1");
}
