// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"

#include <memory>

namespace assay::crypto {

/// HMAC-DRBG with SHA-512 (NIST SP 800-90A), from a seed, without reseeding: the same seed gives the same bytes. Used
/// where randomness must be repeatable: shares that a room recomputes, deposits that continue after an interruption.
class HmacDrbg final : public Random {
public:
    /// `seed` has at least 32 bytes of secret; `purpose` separates uses of one seed.
    HmacDrbg(const SecretBytes& seed, std::string_view purpose);
    ~HmacDrbg() override;
    void fill(std::span<std::uint8_t> out) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace assay::crypto
