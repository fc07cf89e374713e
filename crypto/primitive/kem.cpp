// SPDX-License-Identifier: Apache-2.0
// The hybrid stretches one seed into both keys, and hashes both shared secrets with X25519's public parts (ML-KEM binds
// its own), so that it holds as long as either of the two does.
#include "crypto/primitive/kem.hpp"

#include "base/core/text.hpp"
#include "crypto/primitive/hybrid.hpp"
#include "crypto/primitive/openssl.hpp"

#include <array>

namespace assay::crypto {

namespace {

constexpr std::string_view kXWingLabel = "\\.//^\\";

KeyHandle x25519_private_key(const SecretBytes& secret) {
    must(secret.size() == kX25519Bytes);
    KeyHandle key(EVP_PKEY_new_raw_private_key_ex(nullptr, "X25519", nullptr, secret.view().data(), secret.size()));
    must(key != nullptr);
    return key;
}

struct HybridSecrets {
    SecretBytes ml_kem;
    SecretBytes x25519;
};

/// SHAKE256 of the seed: 64 bytes for ML-KEM, 32 for X25519.
HybridSecrets expand(const SecretBytes& seed) {
    static const EVP_MD* const shake = EVP_MD_fetch(nullptr, "SHAKE256", nullptr);
    must(seed.size() == kHybridSeedBytes);
    const DigestContext context(EVP_MD_CTX_new());
    SecretBytes both(kMlKemSeedBytes + kX25519Bytes);
    must(context && EVP_DigestInit_ex2(context.get(), shake, nullptr) == 1 &&
         EVP_DigestUpdate(context.get(), seed.view().data(), seed.size()) == 1 &&
         EVP_DigestFinalXOF(context.get(), both.mutable_view().data(), both.size()) == 1);
    return {SecretBytes(both.view().first(kMlKemSeedBytes)), SecretBytes(both.view().last(kX25519Bytes))};
}

struct HybridParts {
    ByteView ml_kem_shared;
    ByteView x25519_shared;
    ByteView x25519_ephemeral;
    ByteView x25519_recipient;
};

SecretBytes combine(const HybridParts& parts) {
    static const EVP_MD* const sha3 = EVP_MD_fetch(nullptr, "SHA3-256", nullptr);
    const DigestContext context(EVP_MD_CTX_new());
    must(context && EVP_DigestInit_ex2(context.get(), sha3, nullptr) == 1);
    for (const auto part : {parts.ml_kem_shared, parts.x25519_shared, parts.x25519_ephemeral, parts.x25519_recipient,
                            bytes_of(kXWingLabel)})
        must(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    SecretBytes out(32);
    must(EVP_DigestFinal_ex(context.get(), out.mutable_view().data(), nullptr) == 1);
    return out;
}

}  // namespace

Bytes x25519_public(const SecretBytes& secret) {
    const auto key = x25519_private_key(secret);
    Bytes out(kX25519Bytes);
    auto size = out.size();
    must(EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) == 1 && size == out.size());
    return out;
}

Result<SecretBytes> x25519_shared(const SecretBytes& secret, ByteView their_public) {
    if (their_public.size() != kX25519Bytes)
        return fail(ErrorKind::Invalid, "reading x25519 public key: " + count_of(their_public.size(), "byte") +
                                            ", expected " + std::to_string(kX25519Bytes));
    const ErrorQueueGuard guard;
    const auto ours = x25519_private_key(secret);
    const KeyHandle theirs(
        EVP_PKEY_new_raw_public_key_ex(nullptr, "X25519", nullptr, their_public.data(), their_public.size()));
    const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, ours.get(), nullptr));
    must(theirs && context && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1);
    SecretBytes out(kX25519Bytes);
    auto size = out.size();
    if (EVP_PKEY_derive(context.get(), out.mutable_view().data(), &size) != 1 ||
        equal_in_constant_time(out.view(), std::array<std::uint8_t, kX25519Bytes>{}))
        return fail(ErrorKind::Invalid, "agreeing on a key by x25519: the public key is of small order");
    return out;
}

Bytes hybrid_public(const SecretBytes& seed) {
    const auto secrets = expand(seed);
    auto out = ml_kem_public(secrets.ml_kem);
    append(out, x25519_public(secrets.x25519));
    return out;
}

Status check_hybrid_public(ByteView bytes) {
    if (bytes.size() != kHybridPublicBytes)
        return fail(ErrorKind::Invalid, "reading mlkem768x25519 public key: " + count_of(bytes.size(), "byte") +
                                            ", expected " + std::to_string(kHybridPublicBytes));
    return check_ml_kem_public(bytes.first(kMlKemPublicBytes));
}

Result<Encapsulation> hybrid_encapsulate(ByteView public_key, Random& random) {
    TRY(check_hybrid_public(public_key));
    const auto their_x25519 = public_key.last(kX25519Bytes);
    auto out = TRY(ml_kem_encapsulate(public_key.first(kMlKemPublicBytes), random));
    const auto ephemeral = random.secret(kX25519Bytes);
    const auto ephemeral_public = x25519_public(ephemeral);
    const auto shared = TRY(x25519_shared(ephemeral, their_x25519));
    append(out.encapsulated, ephemeral_public);
    out.shared = combine({out.shared.view(), shared.view(), ephemeral_public, their_x25519});
    return out;
}

Result<SecretBytes> hybrid_decapsulate(const SecretBytes& seed, ByteView encapsulated) {
    if (encapsulated.size() != kHybridEncapsulatedBytes)
        return fail(ErrorKind::Invalid,
                    "reading mlkem768x25519 encapsulated key: " + count_of(encapsulated.size(), "byte") +
                        ", expected " + std::to_string(kHybridEncapsulatedBytes));
    const auto secrets = expand(seed);
    const auto ephemeral_public = encapsulated.last(kX25519Bytes);
    const auto ml_kem = ml_kem_decapsulate(secrets.ml_kem, encapsulated.first(kMlKemCiphertextBytes));
    const auto shared = TRY(x25519_shared(secrets.x25519, ephemeral_public));
    return combine({ml_kem.view(), shared.view(), ephemeral_public, x25519_public(secrets.x25519)});
}

}  // namespace assay::crypto
