// SPDX-License-Identifier: Apache-2.0
// The inputs of a tree by where they go. Private to storage/index.
#pragma once

#include "storage/index/seal_tree.hpp"

namespace assay::storage {

/// A folder made of inputs, or one input.
struct InputNode {
    const TreeInput* input = nullptr;
    std::map<std::string, InputNode> children;
};

/// Errors: Invalid when one input would lie within another, or two at one place.
Result<InputNode> arrange(const std::vector<TreeInput>& inputs);

}  // namespace assay::storage
