// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/secret.hpp"

namespace assay::crypto {

/// Authenticated encryption with 32-byte keys, 12-byte nonces and a 16-byte tag at the end of the ciphertext.
///
/// AES-256-GCM is NIST SP 800-38D, ChaCha20-Poly1305 RFC 8439; both by OpenSSL. Neither commits to its key: the
/// caller of open compares a digest of the plaintext too.
enum class Aead { Aes256Gcm, ChaCha20Poly1305 };

constexpr std::size_t kAeadKeyBytes = 32;
constexpr std::size_t kAeadNonceBytes = 12;
constexpr std::size_t kAeadTagBytes = 16;

/// What both sides must have alike. The caller uses no nonce twice with one key.
struct AeadInput {
    ByteView key;
    ByteView nonce;
    ByteView associated;
};

/// Ciphertext and tag. Key and nonce of the wrong size, and more than 2 GiB, are a mistake of the caller (asserted).
Bytes aead_seal(Aead algorithm, const AeadInput& input, ByteView plaintext);

/// The plaintext. Errors: Untrusted when the tag does not fit, Invalid when shorter than a tag, Limit above 2 GiB.
Result<Bytes> aead_open(Aead algorithm, const AeadInput& input, ByteView ciphertext);

}  // namespace assay::crypto
