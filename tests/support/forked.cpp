// SPDX-License-Identifier: Apache-2.0
#include "tests/support/forked.hpp"

#include "crypto/tlog/tlog_policy.hpp"

namespace assay::test {

using namespace crypto;

World forked(const World& world, std::size_t at) {
    World out = world;
    const auto place = out.leaves.begin() + static_cast<std::ptrdiff_t>(at);
    out.leaves.insert(place, make_leaf_entry(bytes_of("what only some are shown"), LeafSalt()));
    for (auto& [leaf, index] : out.indexes) index += index >= at ? 1U : 0U;

    const auto all = out.leaves;
    const auto policy = need(TlogPolicy::parse(out.tlog_policy()));
    for (auto& [statement, note] : out.logged) {
        const auto index = out.indexes.at(statement.leaf());
        if (index <= at) continue;
        const auto time = *need(policy.evaluate(need(Note::parse(note)))).quorum_time();
        out.leaves.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(index) + 1);
        note = out.checkpoint(static_cast<int>((time.seconds() - out.at(0).seconds()) / 60));
    }
    out.leaves = all;
    return out;
}

}  // namespace assay::test
