// SPDX-License-Identifier: Apache-2.0
#include "verifier/keeper/keeper.hpp"

#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::test;
using crypto::VerdictKind;

namespace {

verifier::VerdictReport report_of(std::initializer_list<VerdictKind> verdicts) {
    verifier::VerdictReport out{crypto::DigestSet::of(bytes_of("deposit")), crypto::DigestSet::of(bytes_of("rebuild")), {}, {}, 8, 8, Json::array(), Json::object()};
    out.grade.environment = "host";
    for (const auto verdict : verdicts) out.comparisons.push_back({"file", 1, crypto::DigestSet::of(bytes_of("a")), "", std::nullopt, verdict, ""});
    return out;
}

}  // namespace

TEST_CASE("a proven difference outranks what could not be compared", "[verifier][keeper]") {
    CHECK(report_of({VerdictKind::Identical, VerdictKind::NotComparable}).verdict() == VerdictKind::NotComparable);
    CHECK(report_of({VerdictKind::NotComparable, VerdictKind::Unexplained, VerdictKind::Identical}).verdict() == VerdictKind::Unexplained);
    CHECK(report_of({VerdictKind::Explained, VerdictKind::NotComparable}).verdict() == VerdictKind::Explained);
    CHECK(report_of({VerdictKind::Explained, VerdictKind::Unexplained}).verdict() == VerdictKind::Unexplained);
}

TEST_CASE("the keeper signs nothing that could not be read back", "[verifier][keeper]") {
    Office office;
    auto keeper = need(verifier::KeyKeeper::open_folder(office.path("room"), office.clock, office.random));
    auto report = report_of({VerdictKind::NotComparable});
    const auto signed_report = need(keeper.sign(report));
    CHECK(need(crypto::ClosedPart::parse(signed_report.closed.render())).render() == signed_report.closed.render());
    // Quotes are escaped twice on their way into a closed part.
    report.findings = std::string(crypto::ClosedPart::kBytesMax / 4, '"');
    const auto refused = keeper.sign(report);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Limit);
}
