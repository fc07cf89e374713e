// SPDX-License-Identifier: Apache-2.0
// The two implementations of the classical signatures, side by side. Private to this folder and its tests.
#pragma once

#include "crypto/primitive/signature.hpp"

namespace assay::crypto {

/// Whether OpenSSL accepts. The algorithm is classical, the key parsed, the signature of the right size.
bool openssl_accepts(const PublicKey& key, ByteView message, ByteView signature);

/// Whether Botan accepts; also for ML-DSA.
bool botan_accepts(const PublicKey& key, ByteView message, ByteView signature);

/// Ok when both accept. Errors: Untrusted, with other words when the two differ.
Status judge_both(SignatureAlgorithm algorithm, bool openssl, bool botan);

/// Whether each library can read the bytes as a key, and the rule for Ed25519 holds.
bool openssl_reads(SignatureAlgorithm algorithm, ByteView key);
bool botan_reads(SignatureAlgorithm algorithm, ByteView key);

}  // namespace assay::crypto
