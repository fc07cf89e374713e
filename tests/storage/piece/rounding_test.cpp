// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/rounding.hpp"

#include "tests/support/support.hpp"

#include <cmath>
#include <set>

using namespace assay::storage;

namespace {

/// Padmé as the paper states it, in real numbers.
std::uint64_t padme_by_the_paper(std::uint64_t length) {
    if (length < 2) return length;
    const auto e = std::floor(std::log2(static_cast<long double>(length)));
    const auto s = std::floor(std::log2(e)) + 1;
    const auto step = std::pow(2.0L, std::max(e - s, 0.0L));
    return static_cast<std::uint64_t>(std::ceil(static_cast<long double>(length) / step) * step);
}

}  // namespace

TEST_CASE("lengths are rounded as the paper says", "[storage][rounding]") {
    for (std::uint64_t length = 0; length < 100'000; ++length)
        REQUIRE(rounded_bytes(length) == padme_by_the_paper(length));
    for (std::uint64_t length = 100'000; length < (std::uint64_t{1} << 50); length = length * 17 / 13 + 1)
        REQUIRE(rounded_bytes(length) == padme_by_the_paper(length));
}

TEST_CASE("rounding adds at most 12 %, never takes away and settles at once", "[storage][rounding]") {
    for (std::uint64_t length = 1; length < 2'000'000; length += 7) {
        const auto rounded = rounded_bytes(length);
        REQUIRE(rounded >= length);
        REQUIRE(rounded * 100 <= length * 112);
        REQUIRE(rounded_bytes(rounded) == rounded);
    }
}

TEST_CASE("few lengths are left of many", "[storage][rounding]") {
    std::set<std::uint64_t> left;
    for (std::uint64_t length = 1 << 16; length < 1 << 17; ++length) left.insert(rounded_bytes(length));
    CHECK(left.size() <= 33);
}
