// SPDX-License-Identifier: Apache-2.0
#include "escrow/cli/closed_parts.hpp"

#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "crypto/record/verdict.hpp"
#include "escrow/client/local_custodian.hpp"
#include "tests/escrow/office.hpp"

using namespace assay;
using namespace assay::escrow;
using test::Desk;
using test::need;
using test::Office;

namespace {

/// A deposit with what a room says about it; whatever its closed part holds, the room has sealed it.
struct Sayings {
    Office office;
    Desk desk{office};
    test::MadeDeposit deposit = desk.hold("one");
    NoInterrupt interrupt;
    crypto::StatementLink link = need(crypto::peek_link(deposit.statement.envelope));
    DepositState state = *need(desk.custody().state(deposit.id));
    OpenedStatements opened = open();

    OpenedStatements open() {
        desk.close();
        const auto custodian = need(LocalCustodian::open(desk.options(), office.clock, office.random, interrupt));
        return need(open_statements(deposit.id, office.keys("vendor"), *custodian));
    }
    static crypto::ClosedPart with(const std::string& field, const Json& value, Random& random) {
        crypto::ClosedPart out;
        out.add(field, value, random);
        return out;
    }
    /// What is told of the one statement.
    template <typename Make>
    ClosedParts told(const std::string& field, const Json& value, const Make& make) {
        const auto closed = with(field, value, office.random);
        const auto signed_statement = office.sign_sealed(make(closed.commitments()), "room");
        opened.about = {need(crypto::Statement::open(signed_statement, opened.book))};
        opened.known.insert_or_assign(opened.about[0].id(), crypto::OpenedStatement{signed_statement, closed});
        return closed_parts(opened, state);
    }
    ClosedParts rebuilt(crypto::Rebuild::Outcome outcome, const Json& log) {
        return told("log", log, [&](const Json& commitments) {
            return crypto::Rebuild{office.id("room"), office.clock.now(), link, link, outcome, commitments};
        });
    }
    ClosedParts refused(const Json& details) {
        return told("details", details, [&](const Json& commitments) {
            return crypto::Refusal{office.id("room"), office.clock.now(), link, {"shares-differ"}, commitments};
        });
    }
    ClosedParts judged(crypto::VerdictKind verdict, const Json& comparisons) {
        return told("comparisons", comparisons, [&](const Json& commitments) {
            return crypto::Verdict{office.id("room"), office.clock.now(), link, link, verdict, commitments};
        });
    }
};

/// The lines of the block after the deposit's own.
std::vector<std::string> lines(const ClosedParts& parts) {
    CHECK(parts.faults.empty());
    REQUIRE(parts.blocks.size() == 2);
    return parts.blocks[1].lines;
}

bool is_fault(const ClosedParts& parts, std::string_view words) {
    return parts.blocks.size() == 1 && parts.faults.size() == 1 && parts.faults[0].contains(words);
}

Json comparison(const std::string& name) {
    return crypto::Comparison{.deployed_name = name,
                              .deployed_size = 3,
                              .deployed = crypto::DigestSet::of(bytes_of("new")),
                              .artifact = name,
                              .rebuilt = crypto::DigestSet::of(bytes_of("old")),
                              .verdict = crypto::VerdictKind::Unexplained,
                              .reason = {}}
        .render();
}

}  // namespace

TEST_CASE("how a build ended is told by what is signed openly and sealed alike", "[escrow][cli]") {
    using Outcome = crypto::Rebuild::Outcome;
    Sayings sayings;
    const auto log = [](const std::string& failure, const std::string& end) {
        return Json::object({{"end", end}, {"failure", failure}});
    };
    CHECK(lines(sayings.rebuilt(Outcome::Built, log("", ""))) == std::vector<std::string>{"built"});
    CHECK(lines(sayings.rebuilt(Outcome::Failed, log("it ended with 2", "one\nError 2\n"))) ==
          std::vector<std::string>{"failed: it ended with 2", "the end of its log:", "one", "Error 2"});
    CHECK(lines(sayings.rebuilt(Outcome::Failed, log("it ended with 2", ""))).back() == "its log is empty");

    CHECK(is_fault(sayings.rebuilt(Outcome::Failed, log("", "")), "contradicts what is signed openly"));
    CHECK(is_fault(sayings.rebuilt(Outcome::Built, log("it ended with 2", "")), "contradicts what is signed openly"));
    for (const auto& other : {Json(), Json("text"), Json(Json::Array{1, 2}), Json::object({{"failure", 7}})})
        CHECK(is_fault(sayings.rebuilt(Outcome::Failed, other), "contradicts what is signed openly"));
}

TEST_CASE("nothing of a sealed text moves a cursor or fills a screen", "[escrow][cli]") {
    Sayings sayings;
    const auto parts = sayings.rebuilt(
        crypto::Rebuild::Outcome::Failed,
        Json::object({{"end", "a\x1b[2J\n" + std::string(100'000, 'x')}, {"failure", std::string(9'000, 'y')}}));
    const auto text = render_text(parts, Style(false));
    CHECK(text.contains("a\\x1b[2J"));
    CHECK_FALSE(text.contains('\x1b'));
    CHECK(text.size() < 2'000);
}

TEST_CASE("reasons and comparisons that contradict their statement are named", "[escrow][cli]") {
    Sayings sayings;
    const auto reason = [](const std::string& code) { return Json::object({{"code", code}, {"detail", "share 1"}}); };
    CHECK(lines(sayings.refused(Json::Array{reason("shares-differ")})) ==
          std::vector<std::string>{"shares-differ: share 1"});
    CHECK(is_fault(sayings.refused(Json::Array{reason("too-large")}), "contradicts what is signed openly"));
    CHECK(is_fault(sayings.refused(Json::array()), "its reasons are shares-differ"));
    CHECK(is_fault(sayings.refused(Json("text")), "its details are no list"));

    using crypto::VerdictKind;
    CHECK(lines(sayings.judged(VerdictKind::Unexplained, Json::Array{comparison("tool")})) ==
          std::vector<std::string>{"tool: ✗ unexplained"});
    CHECK(is_fault(sayings.judged(VerdictKind::Identical, Json::Array{comparison("tool")}),
                   "contradicts what is signed openly"));
    CHECK(is_fault(sayings.judged(VerdictKind::Identical, Json::array()), "no list of comparisons"));
    Json::Array many;
    for (int i = 0; i < 100; ++i) many.push_back(comparison("tool" + std::to_string(i)));
    const auto shown = lines(sayings.judged(VerdictKind::Unexplained, many));
    CHECK(shown.size() == 21);
    CHECK(shown.back() == "80 more, which --json names");
}
