// SPDX-License-Identifier: Apache-2.0
#include "crypto/age/stream.hpp"

#include "crypto/primitive/aead.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::size_t kSealedChunkBytes = kAgeChunkBytes + kAeadTagBytes;

/// 11 bytes of number, most significant first, and one that marks the last chunk.
Bytes nonce_of(std::uint64_t number, bool last) {
    Bytes out(kAeadNonceBytes - 1 - sizeof number);
    append_big_endian(out, number);
    out.push_back(last ? 1 : 0);
    return out;
}

std::unexpected<Error> wrong(std::string how) {
    return fail(ErrorKind::Untrusted, "opening age file: " + std::move(how));
}

}  // namespace

Bytes seal_age_stream(const SecretBytes& key, ByteView plaintext) {
    Bytes out;
    out.reserve(plaintext.size() + (plaintext.size() / kAgeChunkBytes + 1) * kAeadTagBytes);
    for (std::uint64_t number = 0;; ++number) {
        const bool last = plaintext.size() <= kAgeChunkBytes;
        const auto chunk = plaintext.first(std::min(plaintext.size(), kAgeChunkBytes));
        append(out, aead_seal(Aead::ChaCha20Poly1305, {key.view(), nonce_of(number, last), {}}, chunk));
        if (last) return out;
        plaintext = plaintext.subspan(chunk.size());
    }
}

Result<SecretBytes> open_age_stream(const SecretBytes& key, ByteView sealed) {
    const auto chunks = (sealed.size() + kSealedChunkBytes - 1) / kSealedChunkBytes;
    const auto last_bytes = sealed.empty() ? 0 : sealed.size() - (chunks - 1) * kSealedChunkBytes;
    if (last_bytes < kAeadTagBytes) return wrong("the payload ends without a last chunk");
    if (last_bytes == kAeadTagBytes && chunks > 1) return wrong("the last chunk is empty");
    SecretBytes out(sealed.size() - chunks * kAeadTagBytes);
    for (std::uint64_t number = 0; number < chunks; ++number) {
        const bool last = number + 1 == chunks;
        const auto chunk = sealed.subspan(number * kSealedChunkBytes, last ? last_bytes : kSealedChunkBytes);
        auto plain = aead_open(Aead::ChaCha20Poly1305, {key.view(), nonce_of(number, last), {}}, chunk);
        if (!plain)
            return wrong("chunk " + std::to_string(number + 1) + " of " + std::to_string(chunks) + " does not open");
        std::ranges::copy(*plain, out.mutable_view().subspan(number * kAgeChunkBytes).begin());
        wipe(*plain);
    }
    return out;
}

}  // namespace assay::crypto
