// SPDX-License-Identifier: Apache-2.0
#include "auditor/compare_report.hpp"

#include "tests/support/forked.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::auditor;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// The answer to a comparison of what two people were shown.
CompareAnswer answer_of(const World& mine, const World& yours) {
    const auto tlog = need(crypto::TlogPolicy::parse(mine.tlog_policy()));
    CompareAnswer out;
    out.comparison = crypto::compare_histories(mine.evidence(), yours.evidence(), tlog);
    if (out.comparison.fork) out.fork = need(out.comparison.fork->check(tlog));
    out.overlap = tlog.describe_overlap();
    out.quorums_meet = tlog.smallest_overlap().value_or(0) > 0;
    return out;
}

World whole() {
    World out;
    out.build_chain();
    return out;
}

}  // namespace

TEST_CASE("of one history a report says what was compared, and that nothing else was checked", "[auditor][compare]") {
    const auto world = whole();
    const auto answer = answer_of(world, world);
    const auto text = render_text(answer, Style(false));
    CHECK_THAT(text, StartsWith("✓ can be of one history: "));
    CHECK_THAT(text, ContainsSubstring("nothing else of the two files was checked"));
    const auto json = render_json(answer);
    CHECK(json.text_at("format") == "assay-compare-v1");
    CHECK(json.text_at("outcome") == "one-history");
    CHECK(json.find("fork")->is_null());
    CHECK(json.find("proof")->is_null());
    CHECK(json.text_at("headline") == text.substr(text.find("can be"), json.text_at("headline").size()));
}

TEST_CASE("of a fork a report names both trees and the proof", "[auditor][compare]") {
    const auto world = whole();
    const auto answer = answer_of(world, forked(world, 5));
    const auto text = render_text(answer, Style(false));
    CHECK_THAT(text, StartsWith("✗ fork: ") && ContainsSubstring("one tree") && ContainsSubstring("the other"));
    const auto json = render_json(answer);
    CHECK(json.text_at("outcome") == "fork");
    CHECK(json.find("fork")->find("sides")->items()->size() == 2);
    CHECK_FALSE(json.find("proof")->is_null());
}

TEST_CASE("a report on a fork proof that proves nothing says why", "[auditor][compare]") {
    const ForkAnswer answer{fail(ErrorKind::Untrusted, "its checkpoints are of one tree"), "00", "11"};
    CHECK_THAT(render_text(answer, Style(false)),
               ContainsSubstring("no fork is proven: its checkpoints are of one tree"));
    const auto json = render_json(answer);
    CHECK(*json.find("proven") == Json(false));
    CHECK(json.find("fork")->is_null());
    const ForkAnswer unknown{fail(ErrorKind::Unproven, "the log is unknown"), "00", "11"};
    CHECK_THAT(render_text(unknown, Style(false)), ContainsSubstring("cannot be checked: the log is unknown"));
}
