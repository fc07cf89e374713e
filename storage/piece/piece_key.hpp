// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::storage {

/// The key of one piece. As secret as the piece's content, beside which it lives in memory.
using PieceKey = FixedBytes<32, struct PieceKeyTag>;

/// Where piece keys come from: a secret that never leaves the vendor.
///
/// - A key depends on the secret and on exactly the bytes it will encrypt, and what they are authenticated with; so no
///   key ever encrypts two things. Never on source bytes alone.
///
/// Safe to share between threads.
class PieceKeySource {
public:
    static constexpr std::size_t kSecretBytes = 32;

    /// From the vendor's dedup secret: what has not changed since an earlier deposit gives the same piece again.
    /// Errors: Invalid unless 32 bytes.
    static Result<PieceKeySource> shared(SecretBytes dedup_secret);
    /// From a secret of one deposit: nothing is shared with another.
    static PieceKeySource single(Random& random);

    /// HKDF-SHA-256(secret, digest of the plain form, "assay-piece-key-v2" ‖ associated data).
    PieceKey derive(const crypto::Sha256& plain_digest, ByteView associated) const;

private:
    explicit PieceKeySource(SecretBytes secret) : secret_(std::move(secret)) {}
    SecretBytes secret_;
};

}  // namespace assay::storage
