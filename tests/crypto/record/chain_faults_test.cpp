// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/chain_faults.hpp"

#include "tests/support/support.hpp"

#include <algorithm>

using namespace assay;
using namespace assay::crypto;

namespace {

template <typename Id>
Id id(std::uint8_t number) {
    return Id::copy_of(Bytes(32, number));
}

/// Statement `number` of a chain, with the tally that follows from the words before it.
ChainedStatement at(std::uint8_t number, std::uint64_t ordinal, std::optional<std::uint8_t> previous,
                    std::initializer_list<ChainWord> before, ChainWord word = ChainWord::Built) {
    ChainedStatement out{.room = id<IdentityId>(7),
                         .tag = id<ChainSubject::Tag>(9),
                         .id = id<StatementId>(number),
                         .deposit = id<StatementId>(99),
                         .ordinal = ordinal,
                         .previous = std::nullopt,
                         .before = {},
                         .word = word};
    if (previous) out.previous = id<StatementId>(*previous);
    for (const auto each : before) out.before.add(each);
    return out;
}

/// The sentences, a remark in brackets.
std::vector<std::string> said(std::vector<ChainedStatement> chained) {
    std::vector<std::string> out;
    for (const auto& fault : find_chain_faults(chained))
        out.push_back(fault.weight == ChainFault::Weight::Remark ? "(" + fault.what + ")" : fault.what);
    return out;
}

using Said = std::vector<std::string>;
constexpr auto kBuilt = ChainWord::Built, kBad = ChainWord::Unexplained, kGood = ChainWord::Identical,
               kUnfinished = ChainWord::Unfinished;

}  // namespace

TEST_CASE("a chain in which every ordinal is accounted for has no fault", "[crypto][record][chain]") {
    CHECK(said({}).empty());
    CHECK(said({at(1, 1, {}, {}), at(2, 2, 1, {kBuilt}, kBad), at(3, 3, 2, {kBuilt, kBad}, kGood)}).empty());
    // Given twice, it is one.
    CHECK(said({at(1, 1, {}, {}), at(1, 1, {}, {})}).empty());
    CHECK(said({at(1, 3, {}, {kUnfinished, kUnfinished})}) ==
          Said{"(numbers 1 to 2 were begun and not finished, as the room signs)"});
    CHECK(said({at(1, 1, {}, {}), at(3, 3, 1, {kBuilt, kUnfinished})}) ==
          Said{"(number 2 was begun and not finished, as the room signs)"});
}

TEST_CASE("what a room's own signatures exclude is a contradiction", "[crypto][record][chain]") {
    const auto one = at(1, 1, {}, {}), two = at(2, 2, 1, {kBuilt}, kBad);
    SECTION("one number") {
        CHECK(said({one, two, at(3, 2, 1, {kBuilt}, kGood)}) ==
              Said{"a room has given two statements one number in its chain"});
    }
    SECTION("one predecessor") {
        const auto faults = said({one, two, at(3, 3, 1, {kBuilt, kUnfinished}, kGood)});
        REQUIRE(faults.size() == 2);
        CHECK(faults[0] == "a room has let two statements follow one in its chain");
        CHECK(faults[1] == "what a room counts before number 3 of its chain leaves out what it said in number 2");
    }
    SECTION("the tally names it, and the link passes over it") {
        const auto faults = said({one, two, at(3, 3, 1, {kBuilt, kBad}, kGood)});
        CHECK(std::ranges::count_if(faults, [](const auto& what) {
                  return what.starts_with("a room passes over number 2 of its chain");
              }) == 1);
    }
    SECTION("far apart, whatever lies between") {
        CHECK(said({two, at(5, 5, 4, {kBuilt, kGood, kGood, kGood}, kGood)}).back() ==
              "what a room counts before number 5 of its chain leaves out what it said in number 2");
    }
    SECTION("more than was said") {
        CHECK(said({one, at(3, 3, 1, {kBuilt, kGood}, kGood)}) ==
              Said{"what a room counts before number 3 of its chain is more than it has said"});
    }
    SECTION("rebuilds that disagreed, and do not any more") {
        auto earlier = at(3, 3, 2, {kBuilt, kBuilt});
        earlier.before.set_rebuilds_disagree(true);
        CHECK(said({earlier, at(4, 4, 3, {kBuilt, kBuilt, kBuilt}, kGood)}).back() ==
              "what a room counts before number 4 of its chain leaves out what it said in number 3");
    }
    SECTION("a second chain about one deposit") {
        auto other = at(4, 1, {}, {});
        other.tag = id<ChainSubject::Tag>(8);
        CHECK(said({one, two, other}) == Said{"a room has begun a second chain about one deposit"});
        other.deposit = id<StatementId>(98);
        CHECK(said({one, two, other}).empty());
        other.deposit = one.deposit;
        other.room = id<IdentityId>(6);
        CHECK(said({one, two, other}).empty());
    }
}

TEST_CASE("a statement that follows one that is not here is remarked, and what was counted before it",
          "[crypto][record][chain]") {
    const auto unseen = at(4, 4, 3, {kBuilt, kBad, kUnfinished}, kGood);
    CHECK(said({unseen}) ==
          Said{"(number 4 of a room's chain follows a statement that is not here; before it the room counts 1 "
               "unexplained, 1 unfinished, 1 built)"});
    CHECK(said({at(1, 1, {}, {}), unseen}).size() == 1);
}
