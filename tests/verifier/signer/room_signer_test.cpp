// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/room_signer.hpp"

#include "tests/verifier/signer/signing_desk.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Catch::Matchers::ContainsSubstring;
using namespace assay;
using namespace assay::test;
using crypto::VerdictKind;

TEST_CASE("a proven difference outranks what could not be compared", "[verifier][signer]") {
    const SigningDesk desk;
    const auto verdict_of = [&](std::initializer_list<VerdictKind> verdicts) {
        verifier::VerdictReport report;
        for (const auto verdict : verdicts) {
            report.comparisons.push_back(desk.not_comparable("x"));
            report.comparisons.back().verdict = verdict;
        }
        return report.verdict();
    };
    CHECK(verdict_of({VerdictKind::Identical, VerdictKind::NotComparable}) == VerdictKind::NotComparable);
    CHECK(verdict_of({VerdictKind::NotComparable, VerdictKind::Unexplained, VerdictKind::Identical}) ==
          VerdictKind::Unexplained);
    CHECK(verdict_of({VerdictKind::Explained, VerdictKind::NotComparable}) == VerdictKind::Explained);
    CHECK(verdict_of({VerdictKind::Explained, VerdictKind::Unexplained}) == VerdictKind::Unexplained);
}

TEST_CASE("a room signs, opens and reserves nothing outside the time its identity counts in", "[verifier][signer]") {
    SigningDesk desk;
    auto& office = desk.office;
    const auto report = desk.verdict_report(desk.rebuild("x"), {desk.comparison("x", "x")});
    const auto refusal = [&](const auto& tried) {
        REQUIRE_FALSE(tried);
        CHECK(tried.error().kind() == ErrorKind::Untrusted);
        return tried.error().message();
    };
    office.clock.pass_days(-1);
    CHECK_THAT(refusal(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random)),
               ContainsSubstring("is valid only from"));
    CHECK_THAT(refusal(desk.signer->sign(report)), ContainsSubstring("is valid only from"));
    // It expires while it runs.
    office.clock.pass_days(1002);
    CHECK_THAT(refusal(desk.signer->sign(report)), ContainsSubstring("expired on"));
    CHECK_THAT(refusal(desk.signer->open(seal_to(office, "room"))), ContainsSubstring("expired on"));
    CHECK_THAT(refusal(desk.signer->reserve(*desk.acceptance)), ContainsSubstring("expired on"));
}

TEST_CASE("the signer signs nothing that could not be read back", "[verifier][signer]") {
    SigningDesk desk;
    auto report = desk.verdict_report(desk.rebuild("x"), {desk.comparison("x", "y")});
    report.comparisons[0] = desk.comparison("x", "x");
    const auto signed_report = need(desk.signer->sign(report));
    CHECK(need(crypto::ClosedPart::parse(signed_report.closed.render())).render() == signed_report.closed.render());
    // Quotes are escaped twice on their way into a closed part.
    report.comparisons[0].deployed_name = std::string(crypto::ClosedPart::kBytesMax / 4, '"');
    const auto refused = desk.signer->sign(report);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Limit);
}

TEST_CASE("a key folder that others may read is refused, with the command that mends it", "[verifier][signer]") {
    SigningDesk desk;
    desk.signer.reset();
    const auto path = desk.office.path("room");
    const auto refused = [&](std::string_view hint) {
        const auto opened = verifier::KeySigner::open_folder(path, desk.office.clock, desk.office.random);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().kind() == ErrorKind::Refused);
        REQUIRE_FALSE(opened.error().hints().empty());
        CHECK_THAT(opened.error().hints()[0], ContainsSubstring(std::string(hint)));
    };
    using std::filesystem::perms;
    std::filesystem::permissions(path, perms::owner_all | perms::group_read);
    refused("chmod 700");
    std::filesystem::permissions(path, perms::owner_all);
    std::filesystem::permissions(path / "sign.mldsa87.seed", perms::owner_read | perms::others_read);
    refused("chmod 600");
    std::filesystem::permissions(path / "sign.mldsa87.seed", perms::owner_read);
    desk.open();
}

TEST_CASE("two signers with one set of keys are not at work at once", "[verifier][signer]") {
    SigningDesk desk;
    const auto second =
        verifier::KeySigner::open_folder(desk.office.path("room"), desk.office.clock, desk.office.random);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind() == ErrorKind::Busy);
}

TEST_CASE("a report is read back as it was written", "[verifier][signer]") {
    SigningDesk desk;
    const auto rebuild = desk.rebuild_report("x");
    const auto verdict =
        desk.verdict_report(crypto::StatementLink::to(bytes_of("rebuild")), {desk.comparison("x", "x")});
    verifier::RefusalReport refusal{desk.deposit, {{"product-differs", "it is another"}}, {}};
    for (const verifier::Report& report :
         {verifier::Report(desk.acceptance_report()), verifier::Report(rebuild), verifier::Report(verdict),
          verifier::Report(refusal), verifier::Report(desk.access_report())}) {
        const auto json = verifier::render_report(report);
        CHECK(verifier::render_report(need(verifier::parse_report(json))).render() == json.render());
    }
    refusal.reasons[0].code = "too-late";
    CHECK_FALSE(verifier::parse_report(verifier::render_report(refusal)));
}

TEST_CASE("the end of a log goes with a build that failed, and is short", "[verifier][signer]") {
    SigningDesk desk;
    const auto is_taken = [&](const std::string& failure, std::size_t bytes) {
        auto report = desk.rebuild_report("x");
        report.failure = failure;
        report.log_end = std::string(bytes, 'x');
        return verifier::parse_report(verifier::render_report(report)).has_value();
    };
    CHECK(is_taken("", 0));
    CHECK_FALSE(is_taken("", 1));
    CHECK(is_taken("it ended with 2", verifier::kLogEndBytesMax));
    CHECK_FALSE(is_taken("it ended with 2", verifier::kLogEndBytesMax + 1));
}

TEST_CASE("an access is signed of what this room accepted, and of nothing else", "[verifier][signer]") {
    SigningDesk desk;
    auto report = desk.access_report();
    const auto signed_report = need(desk.signer->sign(report));
    const auto statement = need(crypto::Statement::open(signed_report.statement, desk.book()));
    const auto access = need(crypto::Access::parse(statement));
    CHECK(access.room == desk.office.id("room"));
    CHECK(access.time == desk.office.clock.now());
    CHECK(access.deposit == desk.deposit);
    CHECK(access.acceptance == *desk.acceptance);
    need(signed_report.closed.check(access.commitments));
    CHECK(need(crypto::Opened::parse(need(signed_report.closed.value("opened")))) == report.opened);
    CHECK(need(signed_report.closed.value("basis")) == Json(report.basis));
    // Of a room that is killed before it keeps it.
    desk.open();
    CHECK(need(desk.signer->last())->statement == signed_report.statement);

    report.deposit = crypto::StatementLink::to(bytes_of("another"));
    test::check_refused(desk.signer->sign(report), ErrorKind::Refused, "its acceptance is about another deposit");
    report.acceptance = crypto::StatementLink::to(bytes_of("never signed"));
    test::check_refused(desk.signer->sign(report), ErrorKind::NotFound, "acceptance");
}

TEST_CASE("a report of an access says what and why, or is no report", "[verifier][signer]") {
    SigningDesk desk;
    const auto refuses = [&](const std::function<void(verifier::AccessReport&)>& spoil) {
        auto report = desk.access_report();
        spoil(report);
        return !verifier::parse_report(verifier::render_report(report));
    };
    CHECK_FALSE(refuses([](auto&) {}));
    CHECK(refuses([](auto& report) { report.basis = ""; }));
    CHECK(refuses([](auto& report) { report.basis = "two\nlines"; }));
    CHECK(refuses([](auto& report) { report.opened.path = "../key"; }));
}
