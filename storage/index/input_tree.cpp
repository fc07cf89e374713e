// SPDX-License-Identifier: Apache-2.0
#include "storage/index/input_tree.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

Result<InputNode> arrange(const std::vector<TreeInput>& inputs) {
    InputNode root;
    for (const auto& input : inputs) {
        auto* node = &root;
        for (const auto component : input.at.components()) {
            node = &node->children[std::string(component)];
            if (node->input != nullptr)
                return fail(ErrorKind::Invalid, "sealing a tree: " + quote(input.at.text()) + " and " +
                                                    quote(node->input->at.text()) + " are one inside the other");
        }
        if (!node->children.empty())
            return fail(ErrorKind::Invalid, "sealing a tree: another input lies within " + quote(input.at.text()));
        node->input = &input;
    }
    return root;
}

}  // namespace assay::storage
