// SPDX-License-Identifier: Apache-2.0
#include "verifier/rebuild/entropy.hpp"

#include <array>
#include <cassert>
#include <cmath>

namespace assay::verifier {

// With n bytes of which c have one value, the entropy is log2 n - (sum of c log2 c) / n. That of a byte given the one
// before is the entropy of pairs less that of their first bytes.

namespace {

/// n log2 n, by n.
std::vector<double> make_weights() {
    std::vector<double> out(EntropyMeter::kWindowBytesMax + 1);
    for (std::size_t n = 1; n < out.size(); ++n) out[n] = static_cast<double>(n) * std::log2(static_cast<double>(n));
    return out;
}

}  // namespace

Entropy EntropyMeter::measure(ByteView window) {
    assert(window.size() <= kWindowBytesMax);
    if (window.size() < 2) return {};
    static const auto kWeights = make_weights();
    const auto pair_at = [&](std::size_t at) -> std::uint16_t& {
        return pairs_[std::size_t{window[at]} << 8 | window[at + 1]];
    };
    const auto pairs = window.size() - 1;
    std::array<std::size_t, 256> counts{};
    for (std::size_t at = 0; at < pairs; ++at) {
        ++counts[window[at]];
        ++pair_at(at);
    }
    double narrow = 0, firsts = 0, both = 0;
    std::size_t narrow_bytes = 0;
    for (std::size_t byte = 0; byte < counts.size(); ++byte) {
        firsts += kWeights[counts[byte]];
        if (byte >= 0x80) continue;
        // Alphabets of several bytes a character are no encodings: what of a window is ASCII is measured apart.
        narrow += kWeights[counts[byte]];
        narrow_bytes += counts[byte];
    }
    for (std::size_t at = 0; at < pairs; ++at) {
        auto& count = pair_at(at);
        both += kWeights[count];
        count = 0;  // counted once, and clean for the next window
    }
    return {.plain = narrow_bytes == 0 ? 0 : (kWeights[narrow_bytes] - narrow) / static_cast<double>(narrow_bytes),
            .following = (firsts - both) / static_cast<double>(pairs)};
}

}  // namespace assay::verifier
