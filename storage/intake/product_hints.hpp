// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <optional>
#include <string>
#include <vector>

namespace assay::storage {

/// What one place of a source calls the product, where nothing of Debian's does (product_check.hpp).
///
/// - `name` or `versions` may be missing, not both.
/// - `versions` are alternatives: a commit may have several tags.
struct ProductHint {
    std::string where;  ///< `package.json`, `the git tag "v1.2.0"`
    std::optional<std::string> name;
    std::vector<std::string> versions;
};

/// Reads `package.json`, the top `CMakeLists.txt` and the tags of the commit, where they are there and say something.
/// A version of 0.0.0, one that a variable holds, and a tag that is no version say nothing; neither does a file that
/// does not read. Errors: Folder's.
Result<std::vector<ProductHint>> hints_of(const Folder& tree, const std::vector<std::string>& tags);

/// Whether a product may be the one that a source hints at. These names are chosen freely, so likeness is enough: one
/// name in the other, letters and digits alone, without an npm scope; and a version that is the same but for a leading
/// `v`, ending zeros or a packaging revision (`1.2-3`). Errors: Untrusted, with both sides.
Status check_hints(const std::string& name, const std::string& version, const std::vector<ProductHint>& hints);

/// Name and version in `project(…)` of a CMakeLists.txt. Nothing where there is none.
std::optional<ProductHint> hint_of_cmake(std::string_view text);
/// Members `name` and `version` of a package.json. Nothing where it has neither.
std::optional<ProductHint> hint_of_npm(std::string_view text);
/// The version that a tag is named after: `1.2.0` of `v1.2.0`, `release-1.2.0`, `calc_1_2_0`.
std::optional<std::string> version_of_tag(std::string_view tag);

}  // namespace assay::storage
