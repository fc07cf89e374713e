// SPDX-License-Identifier: Apache-2.0
#include "base/core/text.hpp"
#include "crypto/primitive/botan.hpp"
#include "crypto/primitive/hybrid.hpp"

#include <botan/ml_kem.h>
#include <botan/pubkey.h>
#include <cstdlib>

namespace assay::crypto {

namespace {

constexpr auto kMode = Botan::ML_KEM_Mode::ML_KEM_768;
constexpr std::size_t kSharedBytes = 32;

Botan::ML_KEM_PrivateKey private_key(const SecretBytes& seed) {
    if (seed.size() != kMlKemSeedBytes) std::abort();  // Botan reads other sizes as other forms of a key
    return {seed.view(), kMode};
}

Result<Botan::ML_KEM_PublicKey> public_key_of(ByteView bytes) {
    if (bytes.size() != kMlKemPublicBytes)
        return fail(ErrorKind::Invalid, "reading ml-kem-768 public key: " + count_of(bytes.size(), "byte") +
                                            ", expected " + std::to_string(kMlKemPublicBytes));
    try {
        return Botan::ML_KEM_PublicKey(bytes, kMode);
    } catch (const Botan::Exception&) {
        return fail(ErrorKind::Invalid, "reading ml-kem-768 public key: one of its numbers is above the modulus");
    }
}

}  // namespace

Bytes ml_kem_public(const SecretBytes& seed) { return private_key(seed).raw_public_key_bits(); }

Status check_ml_kem_public(ByteView public_key) {
    TRY(public_key_of(public_key));
    return {};
}

Result<Encapsulation> ml_kem_encapsulate(ByteView public_key, Random& random) {
    const auto key = TRY(public_key_of(public_key));
    BotanRandom source(random);
    Botan::PK_KEM_Encryptor encryptor(key, "Raw");
    Encapsulation out{Bytes(kMlKemCiphertextBytes), SecretBytes(kSharedBytes)};
    encryptor.encrypt(out.encapsulated, out.shared.mutable_view(), source);
    return out;
}

SecretBytes ml_kem_decapsulate(const SecretBytes& seed, ByteView ciphertext) {
    if (ciphertext.size() != kMlKemCiphertextBytes) std::abort();  // the caller has split the encapsulated key
    Botan::Null_RNG none;
    const auto key = private_key(seed);
    Botan::PK_KEM_Decryptor decryptor(key, none, "Raw");
    SecretBytes out(kSharedBytes);
    decryptor.decrypt(out.mutable_view(), ciphertext, kSharedBytes);
    return out;
}

}  // namespace assay::crypto
