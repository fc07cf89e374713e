// SPDX-License-Identifier: Apache-2.0
// A room that holds its own keys signs what its programs would not: what it leaves out, passes over or says twice
// shows.
#include "base/core/text.hpp"
#include "tests/support/room_chain.hpp"

using namespace assay;
using namespace assay::crypto;
using namespace assay::test;

namespace {

using Said = RoomChain::Said;

/// All that does not hold, a line each: `fails: chain: sentence`.
std::string faults(const CheckReport& report) {
    std::string out;
    for (const auto& link : report.links)
        if (link.state != LinkState::Holds && link.state != LinkState::Remark)
            out += std::string(name_of(link.state)) + ": " + link.name + ": " + link.detail + "\n";
    return out;
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// Counts what was never said: a place with that ordinal.
ChainPlace with_tally(ChainPlace place, ChainTally before) {
    place.before = before;
    place.ordinal = before.total() + 1;
    return place;
}

}  // namespace

TEST_CASE("a rebuild that is repeated until it suits shows, and two that disagree leave one verdict",
          "[crypto][evidence][chain]") {
    // Before the rebuild that is judged, the room has rebuilt once, and begun another.
    const auto tell = [](std::string_view earlier_bytes, VerdictKind judged, Policy::Gaps gaps) {
        RoomChain room;
        const bool disagree = earlier_bytes != "the deployed file";
        const auto& one = room.rebuild(room.first(), earlier_bytes);
        const auto& two = room.rebuild(one.next(1));
        auto place = two.next();
        place.before.set_rebuilds_disagree(disagree && judged == VerdictKind::NotComparable);
        const auto& last = room.judge(place, judged, two);
        return room.check(room.evidence({&one, &two, &last}, two), gaps);
    };
    const auto same = tell("the deployed file", VerdictKind::Identical, Policy::Gaps::Tell);
    CHECK(faults(same) == "");
    CHECK(same.facts.history == std::vector<std::string>{"1: rebuild", "2: begun and not finished, as the room signs",
                                                         "3: rebuild", "4: verdict identical"});
    REQUIRE(same.facts.cautions.size() == 1);
    CHECK(same.facts.cautions.front() ==
          "gap: 1 build of this source was begun before this verdict and not finished, as the room signs, number 2: "
          "what came out is not known");
    CHECK(faults(tell("the deployed file", VerdictKind::Identical, Policy::Gaps::Refuse)) ==
          "policy-unmet: policy: gaps: before the verdict the room began 1 build that it did not finish, and the "
          "policy refuses that\n");
    CHECK(contains(faults(tell("other bytes", VerdictKind::Identical, Policy::Gaps::Tell)),
                   "two rebuilds disagree, numbers 1 and 3, and the verdict judges"));
    CHECK(faults(tell("other bytes", VerdictKind::NotComparable, Policy::Gaps::Tell)) == "");
}

TEST_CASE("builds that failed before the verdict are told, and refused as gaps are", "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& one = room.failed_rebuild(room.first());
    const auto& two = room.rebuild(one.next());
    const auto& last = room.judge(two.next(), VerdictKind::Identical, two);
    const auto evidence = room.evidence({&one, &two, &last}, two);
    const auto told = room.check(evidence);
    CHECK(faults(told) == "");
    CHECK(told.facts.cautions ==
          std::vector<std::string>{
              "before this verdict 1 other build of this source failed, as the room signs: what came "
              "out was not compared"});
    CHECK(faults(room.check(evidence, Policy::Gaps::Refuse)) ==
          "policy-unmet: policy: gaps: before the verdict 1 build failed, as the room signs, and the policy refuses "
          "that\n");

    // The failed build that the verdict itself is about is no other.
    RoomChain own;
    const auto& built = own.failed_rebuild(own.first());
    const auto& verdict = own.judge(built.next(), VerdictKind::NotComparable, built);
    CHECK(own.check(own.evidence({&built, &verdict}, built)).facts.cautions.empty());
}

TEST_CASE("a bad verdict that is passed over is a gap that is not explained", "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& bad = room.judge(built.next(), VerdictKind::Unexplained, built);
    SECTION("shown, it is reported before all else") {
        const auto& good = room.judge(bad.next(), VerdictKind::Identical, built);
        const auto report = room.check(room.evidence({&built, &bad, &good}, built));
        CHECK(faults(report) == "");
        CHECK(report.facts.cautions ==
              std::vector<std::string>{"before this verdict the same room said worse of this source: 1 unexplained"});
    }
    SECTION("left out, and counted") {
        const auto& good = room.judge(bad.next(), VerdictKind::Identical, built);
        CHECK(contains(faults(room.check(room.evidence({&built, &good}, built))),
                       "cannot-be-checked: chain: before number 3: the statement before it is not in the evidence"));
    }
    SECTION("passed over, with an ordinal that nothing carries") {
        auto place = bad.next();
        place.previous = built.link;
        const auto& good = room.judge(place, VerdictKind::Identical, built);
        CHECK(contains(faults(room.check(room.evidence({&built, &good}, built))),
                       "fails: chain: before number 3: a gap that is not explained: it counts before it 1 unexplained, "
                       "1 built, and the statement it follows makes that 1 unfinished, 1 built"));
    }
    SECTION("signed as a build that was not finished, until the verdict turns up") {
        const auto& good = room.judge(built.next(1), VerdictKind::Identical, built);
        CHECK(room.check(room.evidence({&built, &good}, built)).facts.unfinished == 1);
        const auto both = faults(room.check(room.evidence({&built, &bad, &good}, built)));
        CHECK(contains(both,
                       "equivocates: chain: what a room counts before number 3 of its chain leaves out what it "
                       "said in number 2: the statements " +
                           hex(bad.id()).substr(0, 16) + " and " + hex(good.id()).substr(0, 16)));
        CHECK_FALSE(contains(both, "not reached"));
    }
}

TEST_CASE("two statements of one room that exclude each other leave none of its verdicts",
          "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    const auto& good = room.judge(built.next(), VerdictKind::Identical, built);
    SECTION("one number, and one statement before it") {
        const auto& bad = room.judge(built.next(), VerdictKind::Unexplained, built);
        const auto report = room.check(room.evidence({&built, &bad, &good}, built));
        CHECK(report.worst() == LinkState::Equivocates);
        CHECK(contains(faults(report), "a room has given two statements one number in its chain"));
    }
    SECTION("a second chain about one deposit") {
        const auto& anew = room.rebuild(room.first(1));
        const auto& bad = room.judge(anew.next(), VerdictKind::Unexplained, anew);
        const auto report = room.check(room.evidence({&built, &anew, &bad, &good}, built));
        CHECK(report.worst() == LinkState::Equivocates);
        CHECK(contains(faults(report), "equivocates: chain: a room has begun a second chain about one deposit"));
    }
}

TEST_CASE("a place that does not count every ordinal before it is none", "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    auto place = built.next(1);
    place.before = built.next().before;
    CHECK(contains(ChainPlace::parse(place.render()).error().message(), "counts 1, and 2 come before the ordinal 3"));
    place = built.next();
    place.previous.reset();
    CHECK(contains(ChainPlace::parse(place.render()).error().message(), "is not named, and statements come before"));
    place = room.first(0);
    CHECK(need(ChainPlace::parse(ChainPlace::first(place.tag, 3).render())) == ChainPlace::first(place.tag, 3));
    auto tally = built.next().before;
    tally.set_rebuilds_disagree(true);
    CHECK_FALSE(ChainTally::parse(tally.render()));
    tally.add(ChainWord::Built);
    CHECK(need(ChainTally::parse(tally.render())) == tally);
    // Counts what the statement before it does not make.
    const auto& good =
        room.judge(with_tally(built.next(), built.next().before.add(ChainWord::Failed)), VerdictKind::Identical, built);
    CHECK(contains(faults(room.check(room.evidence({&built, &good}, built))), "a gap that is not explained"));
}

TEST_CASE("a verdict late in a long chain is proven by the last statements and the room's own count",
          "[crypto][evidence][chain]") {
    RoomChain room;
    const auto& built = room.rebuild(room.first());
    std::vector<const Said*> all = {&built, &room.judge(built.next(), VerdictKind::Unexplained, built)};
    while (all.size() < ChainPlace::kShownLeast + 3)
        all.push_back(&room.judge(all.back()->next(), VerdictKind::Identical, built));
    const std::vector<const Said*> shown(all.end() - 1 - ChainPlace::kShownLeast, all.end());
    const auto report = room.check(room.evidence(shown, built));
    CHECK(faults(report) == "");
    CHECK(report.facts.history.front() == "1 to 2: not carried; the room counts 1 unexplained, 1 built");
    CHECK(report.facts.history.size() == ChainPlace::kShownLeast + 2);
    CHECK(report.facts.cautions ==
          std::vector<std::string>{"before this verdict the same room said worse of this source: 1 unexplained"});
    // One fewer is too few: then a room could choose what to show.
    const std::vector<const Said*> fewer(shown.begin() + 1, shown.end());
    CHECK(contains(faults(room.check(room.evidence(fewer, built))), "the statement before it is not in the evidence"));
}
