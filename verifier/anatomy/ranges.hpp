// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/anatomy/content.hpp"

#include <functional>
#include <vector>

namespace assay::verifier {

/// A stretch of a content; `to` is past its last byte.
struct ByteRange {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    static constexpr std::uint64_t kToTheEnd = ~std::uint64_t{0};
};

/// Hands over the bytes of stretches that follow one another without overlapping, in pieces, each with the number of
/// its stretch. Errors: the content's.
Status read_ranges(const Content& content, const std::vector<ByteRange>& ranges,
                   const std::function<void(std::size_t number, ByteView piece)>& take);

}  // namespace assay::verifier
