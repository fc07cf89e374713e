// SPDX-License-Identifier: Apache-2.0
#include "storage/secrets/anchor_search.hpp"

#include "tests/support/support.hpp"

#include <rapidcheck.h>
#include <algorithm>

using namespace assay;
using storage::AnchorSearch;

namespace {

using Hits = std::vector<std::pair<std::size_t, std::size_t>>;

Hits slowly(const std::vector<AnchorSearch::Anchor>& anchors, std::string_view text) {
    Hits out;
    for (std::size_t at = 0; at < text.size(); ++at)
        for (std::size_t i = 0; i < anchors.size(); ++i)
            if (text.substr(at).starts_with(anchors[i].text)) out.emplace_back(at, i);
    return out;
}

Hits quickly(const std::vector<AnchorSearch::Anchor>& anchors, std::string_view text) {
    Hits out;
    AnchorSearch(anchors).search(text, [&](std::size_t anchor, std::size_t at) { out.emplace_back(at, anchor); });
    std::ranges::sort(out);
    return out;
}

}  // namespace

TEST_CASE("skipping finds what a plain loop finds", "[storage][secrets]") {
    const std::vector<AnchorSearch::Anchor> anchors = {{"abab", 0},     {"aabba", 1}, {"bbbb", 0},
                                                       {"abcabcab", 3}, {"caab", 0},  {"abab", 0}};
    const auto holds = rc::check("hits are the same", [&] {
        const auto text = *rc::gen::container<std::string>(rc::gen::element('a', 'a', 'b', 'b', 'c'));
        const bool same = quickly(anchors, text) == slowly(anchors, text);
        RC_ASSERT(same);
    });
    CHECK(holds);
    CHECK(quickly(anchors, "abab") == Hits{{0, 0}, {0, 5}});
    CHECK(quickly(anchors, "xxxabcabcab") == Hits{{3, 3}});
    CHECK(quickly(anchors, "abcabca").empty());
}
