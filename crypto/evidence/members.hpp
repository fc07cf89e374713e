// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

#include <functional>
#include <span>

namespace assay::crypto {

/// One value within a JSON value, while it is visited.
struct Member {
    std::string_view name;              ///< as the table of bindings calls it: `subject[].digest`, `keys[log].public`
    std::span<const std::size_t> path;  ///< positions of members and items, from the outside in
    const Json& value;
    bool is_leaf;  ///< neither object nor array, or an empty one
};

/// How a member's own name is written in a path's name. A name that could be read as a path is put in quotes, so that
/// no member called `a.b` passes for `b` within `a`.
std::string member_name(std::string_view name);

/// Visits every value within, the value itself first. `prefix` is its name. An item of a list is named by its
/// `purpose`, one of `byproducts` by its `name`.
void visit_members(const Json& json, std::string prefix, const std::function<void(const Member&)>& visit);

}  // namespace assay::crypto
