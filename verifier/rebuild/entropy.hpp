// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <cstdint>

namespace assay::verifier {

/// How hard the bytes of a window are to foresee, in bits a byte, as counted in that very window. Short windows are
/// underestimated, never overestimated.
struct Entropy {
    double plain = 0;      ///< of its 7-bit bytes, by how often each occurs: 6 for base64 of random bytes
    double following = 0;  ///< of all, given the byte before: 4 for hexadecimal; text, which has words, has less
};

/// Measures windows one after the other, keeping its tables.
class EntropyMeter {
public:
    static constexpr std::size_t kWindowBytesMax = 16U << 10;

    EntropyMeter() : pairs_(256 * 256) {}
    /// Of at most kWindowBytesMax bytes; zero for fewer than two.
    Entropy measure(ByteView window);

private:
    std::vector<std::uint16_t> pairs_;  ///< how often each pair of neighbours occurs; all zero between calls
};

}  // namespace assay::verifier
