// SPDX-License-Identifier: Apache-2.0
#include "storage/recipe/package_name.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_one_of(char c, std::string_view all) { return all.find(c) != std::string_view::npos; }

}  // namespace

Status check_package_name(std::string_view name) {
    const auto is_plain = [](char c) { return is_lower(c) || is_digit(c) || is_one_of(c, "+-."); };
    if (name.size() < 2 || name.size() > 200 || is_one_of(name.front(), "+-.") || !std::ranges::all_of(name, is_plain))
        return fail(ErrorKind::Invalid, quote(name) + " is not the name of a package");
    return {};
}

Status check_package_version(std::string_view version) {
    const auto is_plain = [](char c) { return is_lower(c) || is_upper(c) || is_digit(c) || is_one_of(c, ".+-:~"); };
    if (version.empty() || version.size() > 200 || !is_digit(version.front()) ||
        !std::ranges::all_of(version, is_plain))
        return fail(ErrorKind::Invalid, quote(version) + " is not the version of a package");
    return {};
}

Status check_architecture(std::string_view architecture) {
    const auto is_plain = [](char c) { return is_lower(c) || is_digit(c) || c == '-'; };
    if (architecture.empty() || architecture.size() > 50 || architecture.front() == '-' ||
        !std::ranges::all_of(architecture, is_plain))
        return fail(ErrorKind::Invalid, quote(architecture) + " is not an architecture");
    return {};
}

}  // namespace assay::storage
