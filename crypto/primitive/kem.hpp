// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"

namespace assay::crypto {

constexpr std::size_t kX25519Bytes = 32;
constexpr std::size_t kHybridSeedBytes = 32;
constexpr std::size_t kHybridPublicBytes = 1216;        ///< ML-KEM-768 (1,184) then X25519 (32)
constexpr std::size_t kHybridEncapsulatedBytes = 1120;  ///< ML-KEM-768 (1,088) then X25519 (32)

/// X25519 (RFC 7748), by OpenSSL. Secrets and public keys are 32 bytes each; a secret of another size is a mistake of
/// the caller (asserted). Errors: Invalid for a public key of another size, or of small order (the shared secret would
/// be all zero).
Bytes x25519_public(const SecretBytes& secret);
Result<SecretBytes> x25519_shared(const SecretBytes& secret, ByteView their_public);

/// MLKEM768-X25519, the hybrid KEM of HPKE that age's `mlkem768x25519` recipient uses (X-Wing), from a 32-byte seed
/// (asserted). Source: C2SP age, filippo.io/hpke-pq, draft-connolly-cfrg-xwing-kem.
Bytes hybrid_public(const SecretBytes& seed);

/// Ok when the bytes are a public key: 1,216 of them, the ML-KEM part with all numbers below its modulus (FIPS 203
/// section 7.2). Errors: Invalid.
Status check_hybrid_public(ByteView bytes);

/// HPKE SealBase / OpenBase (RFC 9180, base mode, one message) with MLKEM768-X25519, HKDF-SHA-256, ChaCha20-Poly1305
/// and empty associated data. The sealed form is (encapsulated key, ciphertext).
struct HpkeSealed {
    Bytes encapsulated;
    Bytes ciphertext;
};
/// Errors: Invalid when the recipient is no public key or its X25519 part is of small order.
Result<HpkeSealed> hpke_seal(ByteView recipient_public, std::string_view info, ByteView plaintext, Random& random);
/// Errors: Invalid when the encapsulated key has another size or its X25519 part is of small order, Untrusted when the
/// ciphertext does not open.
Result<SecretBytes> hpke_open(const SecretBytes& seed, std::string_view info, ByteView encapsulated,
                              ByteView ciphertext);

}  // namespace assay::crypto
