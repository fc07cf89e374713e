// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_key.hpp"

#include "crypto/primitive/mac.hpp"

namespace assay::storage {

Result<PieceKeySource> PieceKeySource::shared(SecretBytes dedup_secret) {
    if (dedup_secret.size() != kSecretBytes)
        return fail(ErrorKind::Invalid,
                    "a dedup secret has 32 bytes, this one has " + std::to_string(dedup_secret.size()));
    return PieceKeySource(std::move(dedup_secret));
}

PieceKeySource PieceKeySource::single(Random& random) { return PieceKeySource(random.secret(kSecretBytes)); }

PieceKey PieceKeySource::derive(const crypto::Sha256& plain_digest, ByteView associated) const {
    Bytes info = to_bytes("assay-piece-key-v2");
    append(info, associated);
    return PieceKey::copy_of(
        crypto::hkdf_sha256(secret_.view(), plain_digest.view(), ByteView(info), PieceKey::kSize).view());
}

}  // namespace assay::storage
