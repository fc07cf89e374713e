// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/drbg.hpp"

#include <botan/hmac_drbg.h>
#include <cstdlib>

namespace assay::crypto {

struct HmacDrbg::State {
    Botan::HMAC_DRBG generator{"SHA-512"};
};

HmacDrbg::HmacDrbg(const SecretBytes& seed, std::string_view purpose) : state_(std::make_unique<State>()) {
    if (seed.size() < kSeedBytesMin) std::abort();  // no output of too small a seed may ever be used
    SecretBytes material(seed.size() + purpose.size());
    std::ranges::copy(seed.view(), material.mutable_view().begin());
    std::ranges::copy(bytes_of(purpose), material.mutable_view().begin() + static_cast<std::ptrdiff_t>(seed.size()));
    state_->generator.initialize_with(material.view());
}

HmacDrbg::~HmacDrbg() = default;

void HmacDrbg::fill(std::span<std::uint8_t> out) {
    if (!out.empty()) state_->generator.randomize(out);
}

}  // namespace assay::crypto
