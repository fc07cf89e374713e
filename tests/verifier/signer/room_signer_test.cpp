// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/room_signer.hpp"

#include "tests/escrow/office.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Catch::Matchers::ContainsSubstring;
using namespace assay;
using namespace assay::test;
using crypto::VerdictKind;

namespace {

verifier::VerdictReport report_of(std::initializer_list<VerdictKind> verdicts) {
    verifier::VerdictReport out{crypto::DigestSet::of(bytes_of("deposit")),
                                crypto::DigestSet::of(bytes_of("rebuild")),
                                {},
                                {},
                                8,
                                8,
                                Json::array(),
                                Json::object()};
    out.grade.environment = "host";
    for (const auto verdict : verdicts)
        out.comparisons.push_back({"file", 1, crypto::DigestSet::of(bytes_of("a")), "", std::nullopt, verdict, ""});
    return out;
}

}  // namespace

TEST_CASE("a proven difference outranks what could not be compared", "[verifier][signer]") {
    CHECK(report_of({VerdictKind::Identical, VerdictKind::NotComparable}).verdict() == VerdictKind::NotComparable);
    CHECK(report_of({VerdictKind::NotComparable, VerdictKind::Unexplained, VerdictKind::Identical}).verdict() ==
          VerdictKind::Unexplained);
    CHECK(report_of({VerdictKind::Explained, VerdictKind::NotComparable}).verdict() == VerdictKind::Explained);
    CHECK(report_of({VerdictKind::Explained, VerdictKind::Unexplained}).verdict() == VerdictKind::Unexplained);
}

TEST_CASE("a room signs nothing outside the time its identity counts in", "[verifier][signer]") {
    Office office;
    auto signer = need(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random));
    const auto refusal = [&](const auto& tried) {
        REQUIRE_FALSE(tried);
        CHECK(tried.error().kind() == ErrorKind::Untrusted);
        return tried.error().message();
    };
    const auto report = report_of({VerdictKind::NotComparable});
    office.clock.pass_days(-1);
    CHECK_THAT(refusal(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random)),
               ContainsSubstring("is valid only from"));
    CHECK_THAT(refusal(signer.sign(report)), ContainsSubstring("is valid only from"));
    office.clock.pass_days(1002);
    CHECK_THAT(refusal(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random)),
               ContainsSubstring("expired on"));
    CHECK_THAT(refusal(signer.sign(report)), ContainsSubstring("expired on"));
}

TEST_CASE("the signer signs nothing that could not be read back", "[verifier][signer]") {
    Office office;
    auto signer = need(verifier::KeySigner::open_folder(office.path("room"), office.clock, office.random));
    auto report = report_of({VerdictKind::NotComparable});
    const auto signed_report = need(signer.sign(report));
    CHECK(need(crypto::ClosedPart::parse(signed_report.closed.render())).render() == signed_report.closed.render());
    // Quotes are escaped twice on their way into a closed part.
    report.findings = std::string(crypto::ClosedPart::kBytesMax / 4, '"');
    const auto refused = signer.sign(report);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Limit);
}
