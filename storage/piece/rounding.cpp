// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/rounding.hpp"

#include <bit>

namespace assay::storage {

std::uint64_t rounded_bytes(std::uint64_t length) {
    if (length < 2) return length;
    const auto exponent = static_cast<unsigned>(std::bit_width(length)) - 1;
    const auto kept_bits = static_cast<unsigned>(std::bit_width(exponent));
    if (exponent <= kept_bits) return length;
    const auto mask = (std::uint64_t{1} << (exponent - kept_bits)) - 1;
    return (length + mask) & ~mask;
}

}  // namespace assay::storage
