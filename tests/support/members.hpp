// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"

#include <functional>
#include <span>

namespace assay::test {

/// Positions from the outside in: of a member in an object, of an item in an array.
using JsonPath = std::vector<std::size_t>;

/// One value within a JSON value.
struct JsonMember {
    std::string name;  ///< as the table of bindings calls it: `subject[].digest`, `keys[log].public`
    JsonPath path;
    const Json* value;
    bool is_leaf;  ///< neither object nor array, or an empty one
};

/// Every value within, the outer ones first. An item is named by its `purpose`, one of `byproducts` by its `name`.
std::vector<JsonMember> members_of(const Json& json, const std::string& prefix);

/// The same with one value exchanged for what `change` makes of it.
Json changed_at(const Json& json, std::span<const std::size_t> path, const std::function<Json(const Json&)>& change);

/// Something else of the same form: another digest, the next number, more text.
std::vector<Json> other_values(const Json& value);

}  // namespace assay::test
