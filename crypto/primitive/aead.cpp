// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/aead.hpp"

#include "crypto/primitive/openssl.hpp"

#include <climits>

namespace assay::crypto {

namespace {

const EVP_CIPHER* cipher_of(Aead algorithm) {
    static const EVP_CIPHER* const aes = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    static const EVP_CIPHER* const chacha = EVP_CIPHER_fetch(nullptr, "ChaCha20-Poly1305", nullptr);
    return algorithm == Aead::Aes256Gcm ? aes : chacha;
}

/// OpenSSL counts in int.
int size_of(ByteView bytes) {
    must(bytes.size() <= INT_MAX);
    return static_cast<int>(bytes.size());
}

CipherContext begin(Aead algorithm, const AeadInput& input, bool sealing) {
    must(input.key.size() == kAeadKeyBytes && input.nonce.size() == kAeadNonceBytes);
    CipherContext context(EVP_CIPHER_CTX_new());
    int unused = 0;
    must(context &&
         EVP_CipherInit_ex2(context.get(), cipher_of(algorithm), input.key.data(), input.nonce.data(), sealing ? 1 : 0,
                            nullptr) == 1 &&
         (input.associated.empty() ||
          EVP_CipherUpdate(context.get(), nullptr, &unused, input.associated.data(), size_of(input.associated)) == 1));
    return context;
}

}  // namespace

Bytes aead_seal(Aead algorithm, const AeadInput& input, ByteView plaintext) {
    const auto context = begin(algorithm, input, true);
    Bytes out(plaintext.size() + kAeadTagBytes);
    auto* tag = out.data() + plaintext.size();
    int written = 0, unused = 0;
    must((plaintext.empty() ||
          EVP_CipherUpdate(context.get(), out.data(), &written, plaintext.data(), size_of(plaintext)) == 1) &&
         written == size_of(plaintext) && EVP_CipherFinal_ex(context.get(), tag, &unused) == 1 && unused == 0 &&
         EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kAeadTagBytes, tag) == 1);
    return out;
}

Result<Bytes> aead_open(Aead algorithm, const AeadInput& input, ByteView ciphertext) {
    if (ciphertext.size() < kAeadTagBytes)
        return fail(ErrorKind::Invalid, "opening sealed bytes: " + std::to_string(ciphertext.size()) +
                                            " bytes are too few to hold a tag of " + std::to_string(kAeadTagBytes));
    if (ciphertext.size() > INT_MAX)
        return fail(ErrorKind::Limit, "opening sealed bytes: more than 2 GiB in one piece");
    const ErrorQueueGuard guard;
    const auto context = begin(algorithm, input, false);
    const auto body = ciphertext.first(ciphertext.size() - kAeadTagBytes);
    Bytes tag = to_bytes(ciphertext.last(kAeadTagBytes));
    Bytes out(body.size());
    int written = 0, unused = 0;
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kAeadTagBytes, tag.data()) == 1 &&
         (body.empty() || EVP_CipherUpdate(context.get(), out.data(), &written, body.data(), size_of(body)) == 1) &&
         written == size_of(body));
    if (EVP_CipherFinal_ex(context.get(), tag.data(), &unused) != 1) {
        wipe(out);
        return fail(ErrorKind::Untrusted,
                    "opening sealed bytes: the tag does not fit key, nonce, associated data and ciphertext");
    }
    return out;
}

}  // namespace assay::crypto
