// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tree_number.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

template <typename Tag>
Result<TreeNumber<Tag>> TreeNumber<Tag>::from(std::uint64_t value) {
    if (value > kMax) return fail(ErrorKind::Limit, std::to_string(value) + " is over 2^63-1");
    TreeNumber number;
    number.value_ = value;
    return number;
}

template <typename Tag>
Result<TreeNumber<Tag>> TreeNumber<Tag>::parse(std::string_view text, std::string_view what) {
    const auto value = parse_decimal(text);
    if (value && *value <= kMax) return from(*value);
    if (all_digits(text) && (text.size() == 1 || text.front() != '0'))
        return fail(ErrorKind::Limit, std::string(what) + " " + quote(text, 40) + " is over 2^63-1");
    return fail(ErrorKind::Invalid, std::string(what) + " " + quote(text, 40) + " is not a plain decimal number");
}

template class TreeNumber<LeafIndexTag>;
template class TreeNumber<TreeSizeTag>;

}  // namespace assay::crypto
