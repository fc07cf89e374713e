// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/policy.hpp"

#include "crypto/tlog/tlog_policy.hpp"
#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;

namespace {

escrow::NewPolicyRequest request_in(const Office& office) {
    return {.roots = {office.path("root")},
            .custodians = {office.path("custodian")},
            .witnesses = {office.path("witness")},
            .witness_urls = {},
            .quorum = {},
            .rooms = {},
            .environments = {},
            .opaque = {},
            .packages = {}};
}

void check_refused(const Office& office, const escrow::NewPolicyRequest& request, ErrorKind kind,
                   const std::string& words) {
    const auto policy = escrow::new_policy(request, office.clock.now());
    REQUIRE_FALSE(policy);
    CHECK(policy.error().kind() == kind);
    CHECK_THAT(policy.error().message(), ContainsSubstring(words));
}

}  // namespace

TEST_CASE("a root whose identity has ended is in no new policy", "[escrow][policy]") {
    Office office;
    const auto request = request_in(office);
    CHECK(escrow::new_policy(request, office.clock.now()));
    office.clock.pass_days(1001);
    check_refused(office, request, ErrorKind::Untrusted, "expired on");
}

TEST_CASE("a policy says which of its options makes no sense", "[escrow][policy]") {
    const Office office;
    auto opaque = request_in(office);
    opaque.opaque = {"xyz"};
    check_refused(office, opaque, ErrorKind::Usage, "--opaque is not a SHA-256 in hexadecimal digits: \"xyz\"");
    auto package = request_in(office);
    package.packages = {std::string(62, 'a')};
    check_refused(office, package, ErrorKind::Usage, "--package is not a SHA-256");
    auto address = request_in(office);
    address.witness_urls = {"http://127.0.0.1:1", "http://127.0.0.1:2"};
    check_refused(office, address, ErrorKind::Usage,
                  "--witness-url \"http://127.0.0.1:2\" is the address of no --witness");
}

TEST_CASE("a policy whose quorums need not meet is not made", "[escrow][policy]") {
    Office office;
    for (const std::string name : {"w2", "w3", "w4"}) office.add_party(name, crypto::Role::Witness);
    auto request = request_in(office);
    std::size_t witnesses = 1;
    for (const std::string name : {"", "w2", "w3", "w4"}) {
        if (!name.empty()) {
            request.witnesses.push_back(office.path(name));
            ++witnesses;
        }
        for (std::size_t quorum = 1; quorum <= witnesses; ++quorum) {
            request.quorum = quorum;
            if (2 * quorum <= witnesses) {
                const auto words = "a quorum of " + std::to_string(quorum) + " out of " + std::to_string(witnesses) +
                                   " witnesses is too small: two such quorums need not share a witness";
                check_refused(office, request, ErrorKind::Usage, words);
                continue;
            }
            const auto policy = need(escrow::new_policy(request, office.clock.now()));
            CHECK(need(crypto::TlogPolicy::parse(policy.tlog)).smallest_overlap() == 2 * quorum - witnesses);
        }
        request.quorum.reset();
        const auto policy = need(escrow::new_policy(request, office.clock.now()));
        CHECK(need(crypto::TlogPolicy::parse(policy.tlog)).smallest_overlap() == 2 - witnesses % 2);
    }
    request.quorum = 5;
    check_refused(office, request, ErrorKind::Usage, "a quorum of 5 out of 4 witnesses is not valid");
}

TEST_CASE("a policy is written with what evidence must be about", "[escrow][policy]") {
    const Office office;
    auto request = request_in(office);
    const auto deposit = "dep-" + std::string(52, 'a');
    request.expect = {.vendors = {office.path("vendor"), office.path("outsider")},
                      .custodians = {office.path("custodian")},
                      .rooms = {office.path("room")},
                      .products = {"router=2.4.1", "a=b=1", "router=2.4.2", "switch"},
                      .deposit = deposit};
    const auto policy = need(escrow::new_policy(request, office.clock.now()));
    const auto& expect = policy.expect;
    CHECK(expect.vendors == std::set{office.id("vendor"), office.id("outsider")});
    CHECK(expect.custodians == std::set{office.id("custodian")});
    CHECK(expect.rooms == std::set{office.id("room")});
    REQUIRE(expect.products.size() == 3);
    CHECK(expect.products[0].name == "router");
    CHECK(expect.products[0].versions == std::vector<std::string>{"2.4.1", "2.4.2"});
    CHECK(expect.products[1].name == "a=b");
    CHECK(expect.products[1].versions == std::vector<std::string>{"1"});
    CHECK(expect.products[2].name == "switch");
    CHECK(expect.products[2].versions.empty());
    REQUIRE(expect.deposit);
    CHECK(crypto::render_deposit_id(*expect.deposit) == deposit);
    // What is not asked for is not written.
    CHECK(need(escrow::new_policy(request_in(office), office.clock.now())).expect.vendors.empty());
}

TEST_CASE("what a policy is to expect is named by the party's role, and once", "[escrow][policy]") {
    const Office office;
    const auto refused = [&](const auto& change, const std::string& words) {
        auto request = request_in(office);
        change(request.expect);
        check_refused(office, request, ErrorKind::Usage, words);
    };
    refused([&](auto& expect) { expect.vendors = {office.path("room")}; }, "which is no vendor");
    refused([&](auto& expect) { expect.custodians = {office.path("vendor")}; }, "which is no custodian");
    refused([&](auto& expect) { expect.rooms = {office.path("vendor")}; }, "which is no verifier");
    refused([](auto& expect) { expect.products = {"=1"}; }, "--expect-product \"=1\" has no name");
    refused([](auto& expect) { expect.products = {"router="}; }, "has no version after the =");
    refused([](auto& expect) { expect.products = {"router", "router=1"}; }, "name it once for every version");
    refused([](auto& expect) { expect.products = {"router=1", "router=1"}; }, "is given twice");
    refused([](auto& expect) { expect.deposit = "dep-abc"; }, "--expect-deposit \"dep-abc\"");
}
