// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_list.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <set>

using namespace assay;
using namespace assay::storage;
using assay::test::message_of;
using assay::test::need;

namespace {

PieceId id(std::uint8_t fill) { return PieceId::copy_of(Bytes(32, fill)); }

}  // namespace

TEST_CASE("a piece list gives back its ids, in order and once each", "[storage][piece-list]") {
    CHECK(rc::check([](const std::vector<std::uint8_t>& fills) {
        std::vector<PieceId> ids;
        for (const auto fill : fills) ids.push_back(id(fill));
        const auto list = *PieceList::of(ids);
        RC_ASSERT(*PieceList::decode(list.encode()) == list);
        RC_ASSERT(list.digest() == crypto::DigestSet::of(list.encode()));
        RC_ASSERT(list.size() == std::set<std::uint8_t>(fills.begin(), fills.end()).size());
        for (const auto fill : fills) RC_ASSERT(list.contains(id(fill)));
    }));
}

TEST_CASE("a piece list has one form", "[storage][piece-list]") {
    const auto good = need(PieceList::of({id(1), id(2)})).encode();
    CHECK(PieceList::decode(good));
    auto cut = good;
    cut.pop_back();
    CHECK(message_of(PieceList::decode(cut)) == "piece list: ends within an id");
    auto twice = good;
    append(twice, id(2).view());
    CHECK(message_of(PieceList::decode(twice)).ends_with("appears twice"));
    auto unsorted = good;
    append(unsorted, id(1).view());
    CHECK(message_of(PieceList::decode(unsorted)).ends_with("is out of order"));
    auto headless = good;
    headless[0] ^= 1;
    CHECK(message_of(PieceList::decode(headless)).find("does not begin") != std::string::npos);
    CHECK_FALSE(PieceList::decode(Bytes{}));
    CHECK(PieceList::decode(need(PieceList::of({})).encode()));
}
