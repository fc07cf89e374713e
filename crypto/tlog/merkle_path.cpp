// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/merkle_path.hpp"

#include <bit>

namespace assay::crypto {

std::vector<PathStep> path_to_root(NodeId node, std::uint64_t leaves) {
    std::vector<PathStep> path;
    auto [level, index] = node;
    for (auto last = (leaves - 1) >> level; last > 0; ++level, index >>= 1, last >>= 1) {
        if (index % 2 == 1)
            path.push_back({{level, index - 1}, PathStep::Side::Left});
        else if (index < last)
            path.push_back({{level, index + 1}, PathStep::Side::Right});
        // Else the node has no sibling here and its hash is its parent's.
    }
    return path;
}

ConsistencyStart consistency_start(const Subtree& subtree, std::uint64_t leaves) {
    const auto subtree_level = static_cast<unsigned>(std::bit_width(subtree.width() - 1));
    const bool is_node = subtree.end() == leaves || std::has_single_bit(subtree.width());
    const auto level = is_node ? subtree_level : static_cast<unsigned>(std::countr_zero(subtree.width()));
    return {.node = {level, (subtree.end() - 1) >> level}, .hash_is_known = is_node, .subtree_level = subtree_level};
}

}  // namespace assay::crypto
