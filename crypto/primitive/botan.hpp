// SPDX-License-Identifier: Apache-2.0
// The one door to Botan in crypto. Private to this folder. Botan reads no ASN.1, X.509 or PEM here.
#pragma once

#include "base/core/random.hpp"
#include "crypto/primitive/signature.hpp"

#include <botan/ec_group.h>
#include <botan/exceptn.h>
#include <botan/rng.h>

namespace assay::crypto {

/// Our randomness as Botan wants it.
class BotanRandom final : public Botan::RandomNumberGenerator {
public:
    explicit BotanRandom(Random& random) : random_(random) {}

    bool accepts_input() const override { return false; }
    bool is_seeded() const override { return true; }
    std::string name() const override { return "assay"; }
    void clear() override {}

private:
    void fill_bytes_with_input(std::span<std::uint8_t> out, std::span<const std::uint8_t>) override {
        if (!out.empty()) random_.fill(out);
    }

    Random& random_;
};

const Botan::EC_Group& botan_p384();

/// What Botan calls padding: the hash of ECDSA, the variant of EdDSA.
const char* botan_padding(SignatureAlgorithm algorithm);

}  // namespace assay::crypto
