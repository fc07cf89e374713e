// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"

#include <memory>

namespace assay::crypto {

/// HMAC-DRBG with SHA-512 (NIST SP 800-90A), from a seed, without reseeding: the same seed gives the same bytes. Used
/// where randomness must be repeatable: shares that a room recomputes, deposits that continue after an interruption.
///
/// What comes out depends on how the calls are cut: two fills of 16 bytes are not one of 32.
class HmacDrbg final : public Random {
public:
    static constexpr std::size_t kSeedBytesMin = 32;

    /// `seed` has at least kSeedBytesMin bytes of secret (asserted) and is the standard's entropy input; `purpose`
    /// separates uses of one seed and is its personalization string.
    HmacDrbg(const SecretBytes& seed, std::string_view purpose);
    ~HmacDrbg() override;
    void fill(std::span<std::uint8_t> out) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::crypto
