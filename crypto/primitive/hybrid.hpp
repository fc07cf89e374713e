// SPDX-License-Identifier: Apache-2.0
// The pieces HPKE is put together from here. Private to this folder and its tests.
#pragma once

#include "crypto/primitive/kem.hpp"

namespace assay::crypto {

constexpr std::size_t kMlKemSeedBytes = 64;  ///< d then z
constexpr std::size_t kMlKemPublicBytes = 1184;
constexpr std::size_t kMlKemCiphertextBytes = 1088;

/// What goes to the recipient, and what both sides then know: 32 bytes.
struct Encapsulation {
    Bytes encapsulated;
    SecretBytes shared;
};

/// ML-KEM-768 (FIPS 203), by Botan. Seed and ciphertext have their sizes (asserted). Encapsulating draws 32 bytes.
/// Errors: Invalid when the public key has another size or a number above the modulus.
Bytes ml_kem_public(const SecretBytes& seed);
Result<Encapsulation> ml_kem_encapsulate(ByteView public_key, Random& random);
SecretBytes ml_kem_decapsulate(const SecretBytes& seed, ByteView ciphertext);
Status check_ml_kem_public(ByteView public_key);

/// MLKEM768-X25519. Encapsulating draws 32 bytes for ML-KEM, then 32 for X25519, as the X-Wing draft's vectors do.
/// Errors: as hpke_seal and hpke_open.
Result<Encapsulation> hybrid_encapsulate(ByteView public_key, Random& random);
Result<SecretBytes> hybrid_decapsulate(const SecretBytes& seed, ByteView encapsulated);

}  // namespace assay::crypto
