// SPDX-License-Identifier: Apache-2.0
// What a policy asks of evidence that is sound.
#include "crypto/evidence/check.hpp"

#include "tests/support/world.hpp"

#include <functional>

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

CheckReport check(const World& w, const Policy& policy) {
    return need(check_evidence(w.evidence(), {policy, w.at(1000)}));
}

/// `log: deposit: sentence` of the first link in that state; empty where there is none.
std::string first(const CheckReport& report, LinkState state) {
    const auto* link = report.first(state);
    return link == nullptr ? "" : link->name + ": " + link->detail;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("the default policy refuses host, unvouched packages and opaque inputs, and names them",
          "[crypto][evidence]") {
    const auto graded = [&](const std::function<void(Work&)>& change) {
        World w;
        change(w.work);
        w.build_chain();
        const auto report = check(w, w.policy());
        CHECK(first(report, LinkState::Fails) == "");
        CHECK(report.worst() == LinkState::PolicyUnmet);
        return first(report, LinkState::PolicyUnmet);
    };
    CHECK(contains(graded([](Work& work) { work.environment = "host"; }), "the environment is \"host\""));
    CHECK(contains(
        graded([](Work& work) { work.opaque.push_back({"blob/prebuilt.bin", "binary", Sha256(), {"usr/bin/x"}}); }),
        "the build read \"blob/prebuilt.bin\", which is binary and, as the room says, reached \"usr/bin/x\""));
    CHECK(contains(graded([](Work& work) {
                       work.environment = "vendor-supplied";
                       work.unvouched.push_back({"gcc_99_amd64", Sha256()});
                   }),
                   "the environment is \"vendor-supplied\""));
}

TEST_CASE("a policy that asks for revocation status cannot be satisfied by evidence without it", "[crypto][evidence]") {
    World w;
    w.build_chain();
    auto policy = w.policy();
    policy.max_age_seconds = 86400;
    CHECK(check(w, policy).worst() == LinkState::CannotBeChecked);
    auto two = w.policy();
    two.verifiers_agree = 2;
    CHECK(check(w, two).worst() == LinkState::CannotBeChecked);
}

TEST_CASE("an archive key that the policy does not accept leaves no debian-signed", "[crypto][evidence]") {
    World w;
    w.work.archive_key = std::string(40, 'A');
    w.build_chain();
    auto policy = w.policy();
    const auto judge = [&] { return check(w, policy); };
    auto report = judge();
    CHECK(report.worst() == LinkState::PolicyUnmet);
    CHECK(report.facts.environment == "vendor-supplied");
    CHECK(contains(report.first(LinkState::PolicyUnmet)->detail, "accepts no such archive key"));
    // Nor does one that takes what vendors supply, package by package: these are not listed.
    policy.environments = {"debian-signed", "vendor-supplied"};
    CHECK(judge().worst() == LinkState::PolicyUnmet);
    policy = w.policy();
    policy.archive_keys.insert(w.work.archive_key);
    report = judge();
    CHECK(report.sound());
    CHECK(report.facts.environment == "debian-signed");
    CHECK(report.facts.archives == std::vector<VouchingArchive>{{"InRelease", {w.work.archive_key}}});
}

TEST_CASE("a policy may ask for a machine of the build's own, and a build in a cell does not meet it",
          "[crypto][evidence]") {
    World w;
    w.build_chain();
    auto policy = w.policy();
    policy.machine = Policy::Machine::Own;
    auto report = check(w, policy);
    CHECK(report.sound());
    REQUIRE(report.facts.machine);
    CHECK(report.facts.machine->release == "6.1");

    const auto said = [](const std::function<void(std::string&)>& change) {
        World other;
        other.change_field = [&](StatementKind, const std::string& field, Json value) {
            if (field != "provenance") return value;
            auto text = value.render();
            change(text);
            return need(Json::parse(text));
        };
        other.build_chain();
        auto asks = other.policy();
        asks.machine = Policy::Machine::Own;
        return check(other, asks);
    };
    report = said([](std::string& text) {
        const auto from = text.find(R"("machine":{)"), until = text.find("}}", from);
        text.erase(from - 1, until + 2 - (from - 1));
    });
    CHECK(report.worst() == LinkState::PolicyUnmet);
    CHECK(report.first(LinkState::PolicyUnmet)->name == "policy: machine");
    CHECK_FALSE(report.facts.machine);
    report = said([](std::string& text) {
        const auto at = text.find("Linux 6.1");
        text.replace(at, 9, "Linux 6.2");
    });
    CHECK(contains(first(report, LinkState::Fails), "what was seen from inside is another kernel"));
}

TEST_CASE("a rebuild that does not say which archive keys vouch cannot be checked", "[crypto][evidence]") {
    const auto judge = [](const std::optional<Json>& archives) {
        World w;
        w.change_field = [&](StatementKind, const std::string& field, Json value) {
            if (field != "provenance") return value;
            auto text = value.render();
            const auto from = text.find(R"("archives":)"), until = text.find(R"("seen_from_inside")");
            text.replace(from, until - from, archives ? R"("archives":)" + archives->render() + "," : "");
            return need(Json::parse(text));
        };
        w.build_chain();
        return check(w, w.policy());
    };
    CHECK(judge(std::nullopt).worst() == LinkState::CannotBeChecked);
    CHECK(contains(first(judge(Json::array()), LinkState::Fails), "packages are vouched for, and no archive is named"));
}
