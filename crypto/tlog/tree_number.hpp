// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <compare>
#include <cstdint>
#include <string>

namespace assay::crypto {

/// A number of leaves or the number of a leaf, below 2^63 so that readers with signed integers agree with us. Two tags
/// never mix.
///
/// Text form: decimal without sign, leading zero or white space.
template <typename Tag>
class TreeNumber {
public:
    static constexpr std::uint64_t kMax = INT64_MAX;

    constexpr TreeNumber() = default;
    /// A number known when compiling; a larger one does not compile.
    explicit consteval TreeNumber(std::uint64_t value) : value_(value) {
        if (value > kMax) throw "a tree number is below 2^63";
    }
    /// Errors: Limit from 2^63 on.
    static Result<TreeNumber> from(std::uint64_t value);
    /// Errors: Invalid, Limit from 2^63 on. `what` names the number in the error.
    static Result<TreeNumber> parse(std::string_view text, std::string_view what);

    constexpr std::uint64_t value() const { return value_; }
    std::string render() const { return std::to_string(value_); }

    friend auto operator<=>(const TreeNumber&, const TreeNumber&) = default;

private:
    std::uint64_t value_ = 0;
};

/// The position of a leaf, counted from 0.
using LeafIndex = TreeNumber<struct LeafIndexTag>;

/// How many leaves a tree has.
using TreeSize = TreeNumber<struct TreeSizeTag>;

extern template class TreeNumber<LeafIndexTag>;
extern template class TreeNumber<TreeSizeTag>;

}  // namespace assay::crypto
