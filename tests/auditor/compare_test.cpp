// SPDX-License-Identifier: Apache-2.0
#include "auditor/compare.hpp"

#include "auditor/cli/commands.hpp"
#include "base/core/interrupt.hpp"
#include "base/files/durable.hpp"
#include "tests/support/forked.hpp"
#include "tests/support/room_chain.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace assay;
using namespace assay::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const World& world() {
    static const World instance = [] {
        World out;
        out.build_chain();
        return out;
    }();
    return instance;
}

struct Said {
    int status = 0;
    std::string out, talk;
};

/// Two people of whom each has evidence, and what the log shows the second is another tree from leaf 5 on.
class Desk {
public:
    Desk() {
        write("mine", world().evidence().render());
        write("yours", forked(world(), 5).evidence().render());
        write("policy", world().policy().render());
    }
    void write(const std::string& name, std::string_view text) const {
        need(write_durably(home / name, bytes_of(text)));
    }
    std::string path(const std::string& name) const { return (home / name).string(); }
    Said run(std::vector<std::string> arguments) const {
        Said said;
        Streams streams{.out = [&](std::string_view text) { said.out += text; },
                        .talk = [&](std::string_view text) { said.talk += text; },
                        .out_facts = {},
                        .talk_facts = {}};
        said.status = assay::run(auditor::auditor_command(), std::move(arguments), streams, NoInterrupt());
        return said;
    }
    Said compare(const std::string& a, const std::string& b, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"compare", path(a), path(b), "--policy", path("policy")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(std::move(arguments));
    }
    Said check(const std::string& proof, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments = {"check", path(proof), "--policy", path("policy")};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run(std::move(arguments));
    }

    TempFolder home;
};

}  // namespace

TEST_CASE("two evidence files of a forked log prove the fork, and anybody can check the proof", "[auditor][compare]") {
    const Desk desk;
    const auto said = desk.compare("mine", "yours", {"--proof", desk.path("fork")});
    CHECK(said.status == 13);
    CHECK_THAT(said.out, StartsWith("✗ fork: the log \"test.example/log\" has signed two "));
    CHECK_THAT(said.out, ContainsSubstring("cosigned both"));
    CHECK_THAT(said.out, ContainsSubstring("\"test.example/witness\" ("));
    CHECK_THAT(said.talk, ContainsSubstring("the proof is in "));
    // Elsewhere, with nothing but the policy.
    const Desk elsewhere;
    elsewhere.write("proof", test::read(desk.home / "fork"));
    const auto checked = elsewhere.check("proof");
    CHECK(checked.status == 13);
    CHECK_THAT(checked.out, StartsWith("✗ fork: the log \"test.example/log\" has signed two "));
    CHECK_THAT(checked.out, ContainsSubstring("\"test.example/witness\" ("));
    const auto json = need(Json::parse(elsewhere.check("proof", {"--json"}).out));
    CHECK(json.text_at("format") == "assay-fork-check-v1");
    CHECK(*json.find("proven")->boolean());
    CHECK(json.find("fork")->find("cosigned_both")->items()->size() == 2);
}

TEST_CASE("a proof replaces no file, and is not lost in JSON", "[auditor][compare]") {
    const Desk desk;
    desk.write("fork", "of value");
    const auto taken = desk.compare("mine", "yours", {"--proof", desk.path("fork")});
    CHECK(taken.status == 1);
    CHECK_THAT(taken.talk, ContainsSubstring("exists already"));
    CHECK(test::read(desk.home / "fork") == "of value");
    const auto without = desk.compare("mine", "yours");
    CHECK(without.status == 13);
    CHECK_THAT(without.talk, ContainsSubstring("the proof was not written: name a file for it with --proof"));
    const auto json = need(Json::parse(desk.compare("mine", "yours", {"--json"}).out, {.bytes = 1U << 20, .depth = 8}));
    CHECK(json.text_at("format") == "assay-compare-v1");
    CHECK(json.text_at("outcome") == "fork");
    desk.write("from-json", json.find("proof")->render_pretty());
    CHECK(desk.check("from-json").status == 13);
}

TEST_CASE("two evidence files of one history say what was compared", "[auditor][compare]") {
    const Desk desk;
    const auto said = desk.compare("mine", "mine", {"--proof", desk.path("fork")});
    CHECK(said.status == 0);
    CHECK_THAT(said.out, StartsWith("✓ can be of one history: "));
    CHECK_THAT(said.out, ContainsSubstring("7 trees up to size 8, 7 of them compared"));
    CHECK_THAT(said.out, ContainsSubstring("nothing else of the two files was checked"));
    CHECK_FALSE(std::filesystem::exists(desk.home / "fork"));
    const auto json = need(Json::parse(desk.compare("mine", "mine", {"--json"}).out));
    CHECK(json.text_at("outcome") == "one-history");
    CHECK(json.find("fork")->is_null());
    CHECK(json.find("proof")->is_null());
}

TEST_CASE("nothing to compare is no good news", "[auditor][compare]") {
    const Desk desk;
    // Another log.
    World stranger(99);
    stranger.build_chain();
    desk.write("other", stranger.evidence().render());
    const auto other = desk.compare("mine", "other");
    CHECK(other.status == 11);
    CHECK_THAT(other.out,
               StartsWith("? nothing to compare: no log of the policy has signed checkpoints in both files"));
    CHECK_THAT(other.out, ContainsSubstring("left out: the second evidence: checkpoint 1: "));
    // One log, and no part of its tree in both: leaf 1 of 2, and leaf 7 of 8.
    const auto only = [&](const crypto::SaltedEnvelope& statement) {
        const auto& all = world().evidence();
        crypto::Evidence out(crypto::ClaimKind::Verdict, world().link(statement).id());
        need(out.add(statement));
        const auto* proof = all.proofs().find(out.claim());
        out.prove(out.claim(), proof->index, proof->path, all.proofs().checkpoint_of(*proof));
        return out.render();
    };
    desk.write("early", only(world().agreement));
    desk.write("late", only(world().verdict));
    const auto apart = desk.compare("early", "late");
    CHECK(apart.status == 11);
    CHECK_THAT(apart.out, ContainsSubstring("no part of its tree is shown by both"));
    CHECK(need(Json::parse(desk.compare("early", "late", {"--json"}).out)).text_at("outcome") == "nothing-to-compare");
    desk.write("broken", "{}");
    CHECK(desk.compare("mine", "broken").status == 1);
    CHECK(desk.compare("mine", "missing").status == 5);
}

TEST_CASE("a room that tells two readers two things is named with both statements, though no log forks",
          "[auditor][compare][chain]") {
    const Desk desk;
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& good = room.judge(built.next(), crypto::VerdictKind::Identical, built);
    const auto& bad = room.judge(built.next(), crypto::VerdictKind::Unexplained, built);
    desk.write("policy", room.w.policy().render());
    desk.write("mine", room.evidence({&built, &good}, built).render());
    desk.write("yours", room.evidence({&built, &bad}, built).render());
    const auto said = desk.compare("mine", "yours");
    CHECK(said.status == 13);
    CHECK_THAT(said.out, ContainsSubstring("contradiction"));
    const auto json = need(Json::parse(desk.compare("mine", "yours", {"--json"}).out, {.bytes = 1U << 20, .depth = 8}));
    CHECK(*json.find("exit_status")->integer() == 13);
    REQUIRE_FALSE(json.find("contradictions")->items()->empty());
    CHECK(json.find("contradictions")->items()->front().text_at("what") ==
          "a room has given two statements one number in its chain");
    CHECK_THAT(said.out, ContainsSubstring("verdict " + crypto::hex(good.id()) + ", identical, in the first file"));
    CHECK_THAT(said.out, ContainsSubstring("verdict " + crypto::hex(bad.id()) + ", unexplained, in the second file"));
    CHECK(desk.check("mine", {"--as-of", room.w.at(1000).render()}).status == 0);
    CHECK(need(Json::parse(desk.compare("mine", "mine", {"--json"}).out)).find("contradictions")->items()->empty());
}

TEST_CASE("a gap and a worse word before the verdict are reported below the first line", "[auditor][check][chain]") {
    const Desk desk;
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& bad = room.judge(built.next(), crypto::VerdictKind::Unexplained, built);
    const auto& good = room.judge(bad.next(1), crypto::VerdictKind::Identical, built);
    auto policy = room.w.policy();
    desk.write("policy", policy.render());
    desk.write("mine", room.evidence({&built, &bad, &good}, built).render());
    const std::vector<std::string> then = {"--as-of", room.w.at(1000).render()};
    const auto told = desk.check("mine", then);
    CHECK(told.status == 0);
    const auto top = told.out.substr(0, told.out.find("product"));
    CHECK_THAT(top, ContainsSubstring("! gap: 1 build of this source was begun before this verdict and not finished"));
    CHECK_THAT(top, ContainsSubstring("! before this verdict the same room said worse of this source: 1 unexplained"));
    policy.gaps = crypto::Policy::Gaps::Refuse;
    desk.write("policy", policy.render());
    CHECK(desk.check("mine", then).status == 12);
    CHECK_THAT(desk.run({"policy", "show", desk.path("policy")}).out, ContainsSubstring("refused"));
}

TEST_CASE("a policy whose quorums need not meet is remarked", "[auditor][compare]") {
    const Desk desk;
    CHECK(desk.compare("mine", "mine").out.find("two histories") == std::string::npos);
    auto bare = world().policy();
    bare.tlog = bare.tlog.substr(0, bare.tlog.find("witness ")) + "quorum none\n";
    desk.write("policy", bare.render());
    CHECK_THAT(desk.compare("mine", "mine").out, ContainsSubstring("! the policy asks for no witness"));
    CHECK_THAT(desk.run({"policy", "show", desk.path("policy")}).out,
               ContainsSubstring("! the policy asks for no witness"));
}

TEST_CASE("a fork proof that does not hold fails, and one of an unknown log cannot be checked", "[auditor][compare]") {
    const Desk desk;
    REQUIRE(desk.compare("mine", "yours", {"--proof", desk.path("fork")}).status == 13);
    auto text = test::read(desk.home / "fork");
    // The first character of a root: after origin and size.
    const std::string kLineEnd = "\\n";
    const auto origin_end = text.find(kLineEnd), at = text.find(kLineEnd, origin_end + 2) + 2;
    text[at] = text[at] == 'A' ? 'B' : 'A';
    desk.write("damaged", text);
    const auto damaged = desk.check("damaged");
    CHECK(damaged.status == 10);
    CHECK_THAT(damaged.out, StartsWith("✗ no fork is proven: "));
    desk.write("cut", test::read(desk.home / "fork").substr(0, 400));
    CHECK(desk.check("cut").status == 10);
    CHECK_THAT(desk.check("").talk, ContainsSubstring("not a regular file"));
    CHECK(desk.check("fork", {"--deployed", desk.path("mine")}).status == 2);
    CHECK(desk.check("fork", {"--report", desk.path("report")}).status == 2);
    auto trusting_none = world().policy();
    trusting_none.tlog = "quorum none\n";
    desk.write("policy", trusting_none.render());
    const auto unknown = desk.check("fork");
    CHECK(unknown.status == 11);
    CHECK_THAT(unknown.out, StartsWith("? cannot be checked: "));
}

TEST_CASE("the smallest overlap of a policy is shown in words and in JSON", "[auditor][policy]") {
    const Desk desk;
    const auto words = desk.run({"policy", "show", desk.path("policy")});
    CHECK(words.status == 0);
    CHECK_THAT(words.out, ContainsSubstring("any two quorums share at least 1 of 1 witness"));
    CHECK_THAT(words.out, ContainsSubstring("0 colluding witnesses"));
    const auto json = need(Json::parse(desk.run({"policy", "show", desk.path("policy"), "--json"}).out));
    CHECK(*json.find("smallest_overlap")->integer() == 1);
    CHECK(*json.find("survives_colluding_witnesses")->integer() == 0);
    auto bare = world().policy();
    bare.tlog = "quorum none\n";
    desk.write("policy", bare.render());
    const auto none = need(Json::parse(desk.run({"policy", "show", desk.path("policy"), "--json"}).out));
    CHECK(none.find("smallest_overlap")->is_null());
    CHECK(none.find("survives_colluding_witnesses")->is_null());
}
