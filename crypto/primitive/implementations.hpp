// SPDX-License-Identifier: Apache-2.0
// The two implementations of the classical signatures, side by side. Private to this folder and its tests.
#pragma once

#include "crypto/primitive/signature.hpp"

#include <memory>

namespace assay::crypto {

/// A public key as Botan reads it, with what Botan computes of it before the first signature: half of the time of an
/// ML-DSA verification, and a party signs many statements.
///
/// Safe to share between threads: one at a time uses what was computed; another computes it for itself.
class BotanKey {
public:
    /// Null when Botan does not read the bytes as a key, or an Ed25519 point is not of the prime order.
    static std::shared_ptr<const BotanKey> read(SignatureAlgorithm algorithm, ByteView bytes);
    ~BotanKey();

    bool accepts(ByteView message, ByteView signature) const;

private:
    struct State;
    explicit BotanKey(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

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
