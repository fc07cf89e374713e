// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/verdict_check.hpp"

#include "tests/verifier/signer/signing_desk.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Catch::Matchers::ContainsSubstring;
using namespace assay;
using namespace assay::test;
using crypto::VerdictKind;
using verifier::VerdictReport;

namespace {

/// The words with which a signer refuses a verdict over an honest rebuild that put out "built".
std::string refusal_of(SigningDesk& desk, const VerdictReport& report) {
    const auto answer = desk.signer->sign(report);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().kind() == ErrorKind::Refused);
    return answer.error().message();
}

}  // namespace

TEST_CASE("all verdicts that nothing contradicts are signed, of one file and of many", "[verifier][signer]") {
    SigningDesk desk;
    const auto rebuild = desk.rebuild("built");
    auto explained = desk.comparison("other", "built");
    explained.verdict = VerdictKind::Explained;
    const std::vector<std::vector<crypto::Comparison>> all = {
        {desk.comparison("built", "built")},
        {desk.comparison("other", "built")},
        {desk.not_comparable("stray")},
        {desk.comparison("built", "built"), desk.not_comparable("stray", "stray")},
        {desk.comparison("other", "built"), desk.not_comparable("stray", "stray")},
    };
    for (const auto& comparisons : all) CHECK(desk.signer->sign(desk.verdict_report(rebuild, comparisons)));
    CHECK_THAT(refusal_of(desk, desk.verdict_report(rebuild, {explained})), ContainsSubstring("this version has none"));
    // A comparer that failed its test judges nothing, and that is reported too.
    auto unfit = desk.verdict_report(rebuild, {desk.not_comparable("built")});
    unfit.mutations = 8;
    unfit.noticed = 7;
    CHECK(desk.signer->sign(unfit));
}

TEST_CASE("a difference that was seen is not signed as not comparable", "[verifier][signer]") {
    SigningDesk desk;
    const auto rebuild = desk.rebuild("built");
    auto withheld = desk.comparison("other", "built");
    withheld.verdict = VerdictKind::NotComparable;
    withheld.reason = "budget spent";
    auto report = desk.verdict_report(rebuild, {withheld});
    report.mutations = report.noticed = 8;
    CHECK_THAT(refusal_of(desk, report), ContainsSubstring("is called not comparable"));
}

TEST_CASE("a verdict that its own report contradicts is not signed", "[verifier][signer]") {
    SigningDesk desk;
    const auto rebuild = desk.rebuild("built");
    const auto good = desk.verdict_report(rebuild, {desk.comparison("built", "built")});
    const auto refusal = [&](const std::function<void(VerdictReport&)>& spoil) {
        auto report = good;
        spoil(report);
        return refusal_of(desk, report);
    };
    const auto other = crypto::DigestSet::of(bytes_of("other"));
    CHECK_THAT(refusal([&](auto& it) { it.comparisons[0].deployed = other; }),
               ContainsSubstring("its digests are not"));
    CHECK_THAT(refusal([&](auto& it) {
                   it.comparisons[0].deployed = other;
                   it.comparisons[0].rebuilt = other;
               }),
               ContainsSubstring("the rebuild did not put out"));
    CHECK_THAT(refusal([&](auto& it) { it.comparisons[0].artifact = "another"; }),
               ContainsSubstring("the rebuild did not put out"));
    CHECK_THAT(refusal([](auto& it) { it.comparisons[0].verdict = VerdictKind::IdenticalAfterSignature; }),
               ContainsSubstring("a proof that can be replayed"));
    CHECK_THAT(refusal([](auto& it) { it.comparisons[0].verdict = VerdictKind::Unexplained; }),
               ContainsSubstring("its digests are equal"));
    CHECK_THAT(refusal([](auto& it) { it.comparisons[0].reason = "because"; }), ContainsSubstring("has a reason"));
    CHECK_THAT(refusal([](auto& it) { it.comparisons[0].verdict = VerdictKind::NotComparable; }),
               ContainsSubstring("without a reason"));
    CHECK_THAT(refusal([](auto& it) { it.findings[0].whole.emplace(); }), ContainsSubstring("a difference was found"));
    CHECK_THAT(refusal([](auto& it) { it.findings.clear(); }), ContainsSubstring("another number of files"));
    CHECK_THAT(
        refusal([](auto& it) { it.comparisons.push_back(it.comparisons[0]), it.findings.push_back(it.findings[0]); }),
        ContainsSubstring("twice"));
    CHECK_THAT(refusal([](auto& it) { it.grade.deployed_bytes += 1; }), ContainsSubstring("sums of its comparisons"));
    CHECK_THAT(refusal([](auto& it) { it.grade.deployed_bytes_judged = 0; }),
               ContainsSubstring("sums of its comparisons"));
    CHECK_THAT(refusal([](auto& it) { it.grade.inspected_lines = 5; }), ContainsSubstring("inspected lines"));
    CHECK_THAT(refusal([](auto& it) { it.noticed = 7; }), ContainsSubstring("not fit to judge"));
    CHECK_THAT(refusal([](auto& it) { it.mutations = it.noticed = 0; }), ContainsSubstring("not fit to judge"));
    CHECK(desk.signer->sign(good));
}

TEST_CASE("a verdict that the rebuild this signer signed contradicts is not signed", "[verifier][signer]") {
    SigningDesk desk;
    const auto rebuild = desk.rebuild("built");
    const auto refusal = [&](const std::function<void(VerdictReport&)>& spoil) {
        auto report = desk.verdict_report(rebuild, {desk.comparison("built", "built")});
        spoil(report);
        return refusal_of(desk, report);
    };
    CHECK_THAT(refusal([](auto& it) { it.grade.environment = "debian-signed"; }),
               ContainsSubstring("the rebuild's was \"host\""));
    CHECK_THAT(refusal([](auto& it) { it.grade.unvouched.push_back({"gcc_12_amd64", {}}); }),
               ContainsSubstring("unvouched packages"));
    CHECK_THAT(refusal([](auto& it) { it.grade.opaque.push_back({"tool.bin", "binary", {}, {}}); }),
               ContainsSubstring("opaque inputs"));
    CHECK_THAT(refusal([](auto& it) { it.grade.unnamed_opaque = {1, {}}; }), ContainsSubstring("unnamed opaque"));
    CHECK_THAT(refusal([](auto& it) { it.grade.source_lines = 1'000; }), ContainsSubstring("lines of source"));
    CHECK_THAT(refusal([](auto& it) { it.deposit = crypto::StatementLink::to(bytes_of("another")); }),
               ContainsSubstring("another deposit"));
    // The record outlives the process.
    desk.open();
    CHECK_THAT(refusal([](auto& it) { it.grade.environment = "debian-signed"; }), ContainsSubstring("host"));
    const auto unknown = desk.signer->sign(
        desk.verdict_report(crypto::StatementLink::to(bytes_of("no rebuild")), {desk.comparison("built", "built")}));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().kind() == ErrorKind::NotFound);
}

TEST_CASE("of a failed rebuild and of an experiment there is no judgement", "[verifier][signer]") {
    SigningDesk desk;
    auto failed = desk.rebuild_report("built");
    failed.failure = "the build ended with 2";
    const auto link = desk.link_of(need(desk.signer->sign(failed)));
    CHECK_THAT(refusal_of(desk, desk.verdict_report(link, {desk.comparison("built", "built")})),
               ContainsSubstring("a rebuild that failed"));
    CHECK(desk.signer->sign(desk.verdict_report(link, {desk.not_comparable("built")})));
    auto experiment = desk.rebuild_report("built");
    experiment.chain.reset();
    const auto outside = desk.link_of(need(desk.signer->sign(experiment)));
    CHECK_THAT(refusal_of(desk, desk.verdict_report(outside, {desk.not_comparable("built")})),
               ContainsSubstring("is an experiment"));
}

TEST_CASE("a rebuild that contradicts what was accepted, or its place, is not signed", "[verifier][signer]") {
    SigningDesk desk;
    const auto refusal = [&](const std::function<void(verifier::RebuildReport&)>& spoil) {
        auto report = desk.rebuild_report("built");
        spoil(report);
        const auto answer = desk.signer->sign(report);
        REQUIRE_FALSE(answer);
        return answer.error().message();
    };
    CHECK_THAT(refusal([](auto& it) { it.provenance.room = {}; }), ContainsSubstring("names another room"));
    CHECK_THAT(refusal([](auto& it) { it.provenance.deposit = {}; }), ContainsSubstring("another deposit"));
    CHECK_THAT(refusal([](auto& it) { it.provenance.snapshot.files = 7; }), ContainsSubstring("that was accepted"));
    CHECK_THAT(refusal([](auto& it) { it.outputs.clear(); }), ContainsSubstring("put out nothing"));
    CHECK_THAT(refusal([](auto& it) { it.ordinal += 1; }), ContainsSubstring("not reserved"));
    const auto another = "about another vendor, product or snapshot than was accepted";
    CHECK_THAT(refusal([](auto& it) { it.chain->product = "another"; }), ContainsSubstring(another));
    CHECK_THAT(refusal([](auto& it) { it.chain->git_tree = "another"; }), ContainsSubstring(another));
    CHECK_THAT(refusal([&](auto& it) { it.chain->vendor = desk.office.id("outsider"); }), ContainsSubstring(another));
    CHECK_THAT(refusal([](auto& it) { it.acceptance = it.deposit; }), ContainsSubstring("no record of the acceptance"));
}
