// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/chain_state.hpp"

#include "base/files/durable.hpp"
#include "base/files/read.hpp"
#include "tests/verifier/signer/signing_desk.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using Catch::Matchers::ContainsSubstring;
using namespace assay;
using namespace assay::test;
using crypto::ChainWord;

namespace {

crypto::ChainPlace place_of(const SigningDesk& desk, const verifier::SignedReport& report) {
    const auto statement = need(crypto::Statement::open(report.statement, desk.book()));
    const auto place = statement.kind() == crypto::StatementKind::Rebuild
                           ? need(crypto::Rebuild::parse(statement)).chain
                           : need(crypto::Verdict::parse(statement)).chain;
    REQUIRE(place);
    const auto subject = need(crypto::ChainSubject::parse(need(report.closed.value("chain"))));
    CHECK(subject.tag() == place->tag);
    CHECK(subject.product == "router");
    return *place;
}

}  // namespace

TEST_CASE("rebuilds and verdicts are counted together, and what was begun leaves a gap", "[verifier][signer][chain]") {
    SigningDesk desk;
    const auto first = need(desk.signer->sign(desk.rebuild_report("built")));
    CHECK(place_of(desk, first).ordinal == 1);
    CHECK_FALSE(place_of(desk, first).previous);
    // Killed while it built.
    need(desk.signer->reserve(*desk.acceptance));
    desk.open();
    const auto rebuild = need(desk.signer->sign(desk.rebuild_report("built")));
    CHECK(place_of(desk, rebuild).ordinal == 3);
    CHECK(place_of(desk, rebuild).previous == desk.link_of(first));
    CHECK(place_of(desk, rebuild) == place_of(desk, first).next(desk.link_of(first), ChainWord::Built, 1));
    const auto verdict =
        need(desk.signer->sign(desk.verdict_report(desk.link_of(rebuild), {desk.comparison("built", "built")})));
    CHECK(place_of(desk, verdict).ordinal == 4);
    CHECK(place_of(desk, verdict).previous == desk.link_of(rebuild));
    CHECK(place_of(desk, verdict) == place_of(desk, rebuild).next(desk.link_of(rebuild), ChainWord::Built));

    const auto chain = need(desk.signer->chain(desk.key()));
    REQUIRE(chain);
    REQUIRE(chain->entries.size() == 4);
    CHECK_FALSE(chain->entries[1].statement);
    CHECK(chain->ordinal_of(desk.link_of(verdict)) == 4);
    CHECK(need(verifier::ChainState::parse(chain->render())).render().render() == chain->render().render());
}

TEST_CASE("chains of other products and snapshots are others", "[verifier][signer][chain]") {
    SigningDesk desk;
    const auto router = desk.accept();
    CHECK(need(desk.signer->reserve(router)) == 1);
    desk.deposit_product("switch");
    CHECK(need(desk.signer->reserve(desk.accept())) == 1);
    CHECK(need(desk.signer->reserve(router)) == 2);
    auto other = desk.key();
    other.git_tree = "another";
    CHECK_FALSE(need(desk.signer->chain(other)));
}

TEST_CASE("vendor and product of a chain are those of the deposit's own bytes", "[verifier][signer][chain]") {
    SigningDesk desk;
    const auto refusal = [&](const verifier::AcceptanceReport& report) {
        const auto answer = desk.signer->sign(report);
        REQUIRE_FALSE(answer);
        return answer.error().message();
    };
    auto report = desk.acceptance_report();
    report.product.value = R"({"name":"switch","version":"1"})";
    CHECK_THAT(refusal(report), ContainsSubstring("this acceptance is not signed"));
    report = desk.acceptance_report();
    desk.deposit_product("switch");
    report.deposit_envelope = desk.deposit_envelope;
    report.product = desk.product();
    CHECK_THAT(refusal(report), ContainsSubstring("the deposit's statement is not the one that is named"));
    // Nothing is reserved for what was not accepted.
    CHECK_FALSE(desk.signer->reserve(desk.deposit));
}

TEST_CASE("ordinals are not reserved without end", "[verifier][signer][chain]") {
    SigningDesk desk;
    const auto acceptance = desk.accept();
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < verifier::ChainState::kUnfinishedMax; ++i)
        last = need(desk.signer->reserve(acceptance));
    const auto refused = desk.signer->reserve(acceptance);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind() == ErrorKind::Refused);
    CHECK_THAT(refused.error().message(), ContainsSubstring("the last 64 builds of this source were begun"));
    // One that ends, however badly, begins a new row.
    verifier::ChainState state{{}, std::vector<verifier::ChainState::Entry>(last)};
    CHECK_FALSE(state.reserve());
    state.entries.back().statement = desk.deposit;
    state.entries.back().word = ChainWord::Failed;
    CHECK(need(state.reserve()) == last + 1);
    CHECK(need(state.next()).before.count(ChainWord::Unfinished) == last);
}

TEST_CASE("rebuilds that disagree leave only not-comparable, whatever comes later", "[verifier][signer][chain]") {
    SigningDesk desk;
    const auto heads = desk.rebuild("heads");
    CHECK(desk.signer->sign(desk.verdict_report(heads, {desk.comparison("heads", "heads")})));
    const auto tails = desk.rebuild("tails");
    CHECK(need(desk.signer->chain(desk.key()))->disagreement()->reason() == "two rebuilds disagree (ordinals 1 and 3)");
    CHECK(need(need(desk.signer->chain(desk.key()))->next()).before.rebuilds_disagree());
    const auto again = desk.rebuild("heads");
    for (const auto& rebuild : {heads, tails, again}) {
        const auto bytes = rebuild == tails ? "tails" : "heads";
        for (const auto* deployed : {"heads", "tails"}) {
            const auto refused = desk.signer->sign(desk.verdict_report(rebuild, {desk.comparison(deployed, bytes)}));
            REQUIRE_FALSE(refused);
            CHECK_THAT(refused.error().message(), ContainsSubstring("two rebuilds disagree (ordinals 1 and 3)"));
        }
        CHECK(desk.signer->sign(desk.verdict_report(rebuild, {desk.not_comparable("heads")})));
    }
}

TEST_CASE("another artifact beside the same ones is no disagreement", "[verifier][signer][chain]") {
    SigningDesk desk;
    desk.rebuild("built");
    auto more = desk.rebuild_report("built");
    more.outputs.push_back({need(RelativePath::parse("router.conf")), 1, crypto::DigestSet::of(bytes_of("x"))});
    need(desk.signer->sign(more));
    CHECK_FALSE(need(desk.signer->chain(desk.key()))->disagreement());
}

TEST_CASE("an experiment has no place in the chain", "[verifier][signer][chain]") {
    SigningDesk desk;
    auto report = desk.rebuild_report("built");
    report.chain.reset();
    const auto signed_report = need(desk.signer->sign(report));
    const auto statement = need(crypto::Statement::open(signed_report.statement, desk.book()));
    CHECK_FALSE(need(crypto::Rebuild::parse(statement)).chain);
    CHECK_FALSE(need(desk.signer->chain(desk.key()))->entries[0].statement);
}

TEST_CASE("the last statement that was signed can be had again, and none that was not given away",
          "[verifier][signer][chain]") {
    SigningDesk desk;
    CHECK_FALSE(need(desk.signer->last()));
    const auto report = desk.rebuild_report("built");
    const auto ledger = desk.office.path("room") / "signer/chains" / desk.key().file_name();
    const auto before = need(read_file(ledger, 1U << 20));
    const auto signed_report = need(desk.signer->sign(report));
    desk.open();
    CHECK(need(desk.signer->last())->statement == signed_report.statement);
    // Killed before the chain was written: the ordinal stays reserved, and the statement never was.
    need(write_durably(ledger, before));
    CHECK_FALSE(need(desk.signer->last()));
    CHECK(desk.signer->sign(report));
}

TEST_CASE("a chain keeps of each rebuild what no earlier one has, and nothing after two disagree",
          "[verifier][signer][chain]") {
    const auto made = [](std::string_view path, std::string_view bytes) {
        return verifier::BuiltArtifact{need(RelativePath::parse(path)), bytes.size(),
                                       crypto::DigestSet::of(bytes_of(bytes))};
    };
    verifier::ChainState chain;
    const auto add = [&](const std::vector<verifier::BuiltArtifact>& outputs) {
        auto news = chain.news_of(outputs);
        chain.entries.emplace_back().outputs = news;
        return news.size();
    };
    CHECK(add({made("a", "1"), made("b", "1")}) == 2);
    CHECK(add({made("a", "1"), made("b", "1")}) == 0);
    CHECK(add({made("a", "1"), made("c", "1")}) == 1);
    CHECK_FALSE(chain.disagreement());
    CHECK(add({made("a", "1"), made("c", "2")}) == 1);
    REQUIRE(chain.disagreement());
    CHECK(chain.disagreement()->reason() == "two rebuilds disagree (ordinals 3 and 4)");
    CHECK(add({made("d", "1")}) == 0);
    CHECK(chain.disagreement()->reason() == "two rebuilds disagree (ordinals 3 and 4)");
}
