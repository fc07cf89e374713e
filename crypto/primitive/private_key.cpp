// SPDX-License-Identifier: Apache-2.0
// Botan signs, OpenSSL reads and writes key files. What was signed is checked by the library that did not sign it (for
// ML-DSA, which only Botan has, by Botan) before anybody sees it: a fault while signing can give the key away.
#include "base/core/encoding.hpp"
#include "base/core/text.hpp"
#include "crypto/primitive/botan.hpp"
#include "crypto/primitive/drbg.hpp"
#include "crypto/primitive/implementations.hpp"
#include "crypto/primitive/mac.hpp"
#include "crypto/primitive/pkcs8.hpp"

#include <botan/ec_scalar.h>
#include <botan/ecdsa.h>
#include <botan/ed25519.h>
#include <botan/ml_dsa.h>
#include <botan/pubkey.h>

namespace assay::crypto {

namespace {

std::size_t secret_size(SignatureAlgorithm algorithm) { return algorithm == SignatureAlgorithm::EcdsaP384 ? 48 : 32; }

/// Null when the secret is no number from 1 to the order of the curve less one; other secrets are always keys.
std::unique_ptr<Botan::Private_Key> key_from(SignatureAlgorithm algorithm, ByteView secret) {
    switch (algorithm) {
        case SignatureAlgorithm::Ed25519:
            return std::make_unique<Botan::Ed25519_PrivateKey>(
                Botan::secure_vector<std::uint8_t>(secret.begin(), secret.end()));
        case SignatureAlgorithm::EcdsaP384: {
            auto scalar = Botan::EC_Scalar::deserialize(botan_p384(), secret);
            if (!scalar) return nullptr;
            return std::make_unique<Botan::ECDSA_PrivateKey>(botan_p384(), std::move(*scalar));
        }
        case SignatureAlgorithm::MlDsa44:
            return std::make_unique<Botan::ML_DSA_PrivateKey>(secret, Botan::ML_DSA_Mode::ML_DSA_4x4);
        case SignatureAlgorithm::MlDsa87: break;
    }
    return std::make_unique<Botan::ML_DSA_PrivateKey>(secret, Botan::ML_DSA_Mode::ML_DSA_8x7);
}

/// The deterministic variant of each algorithm, as Botan's signer takes it.
const char* signing_variant(SignatureAlgorithm algorithm) {
    return is_classical(algorithm) ? botan_padding(algorithm) : "Deterministic";
}

/// 32 bytes in hexadecimal and a newline.
Result<SecretBytes> parse_seed(ByteView stored) {
    constexpr std::size_t kDigits = 64;
    if (stored.size() != kDigits + 1 || stored.back() != '\n')
        return fail(ErrorKind::Invalid, "a seed is 64 lower-case hexadecimal digits and a newline");
    auto decoded = TRY(decode_hex(text_of(stored.first(kDigits))));
    SecretBytes seed(decoded);
    wipe(decoded);
    return seed;
}

SecretBytes render_seed(const SecretBytes& seed) {
    auto text = encode_hex(seed.view()) + "\n";
    SecretBytes out(bytes_of(text));
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    return out;
}

}  // namespace

/// No key of Botan's: those of ML-DSA share a hash among all who sign with them, so two threads spoil each other's
/// signatures. One made for each signature costs a tenth of it.
struct PrivateKey::State {
    PublicKey public_key;
    SecretBytes secret;  ///< the seed, or the 48-byte number of P-384
};

PrivateKey::PrivateKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateKey::PrivateKey(PrivateKey&&) noexcept = default;
PrivateKey& PrivateKey::operator=(PrivateKey&&) noexcept = default;
PrivateKey::~PrivateKey() = default;

Result<PrivateKey> PrivateKey::from_secret(SignatureAlgorithm algorithm, SecretBytes secret) {
    const auto reading = "reading " + std::string(name_of(algorithm)) + " private key: ";
    if (secret.size() != secret_size(algorithm))
        return fail(ErrorKind::Invalid,
                    reading + count_of(secret.size(), "byte") + ", expected " + std::to_string(secret_size(algorithm)));
    try {
        const auto key = key_from(algorithm, secret.view());
        if (!key) return fail(ErrorKind::Invalid, reading + "the number is not between 1 and the order of the curve");
        const auto public_bytes = key->public_key()->raw_public_key_bits();
        auto public_key = TRY(PublicKey::parse(algorithm, public_bytes));
        return PrivateKey(std::make_unique<State>(State{std::move(public_key), std::move(secret)}));
    } catch (const Botan::Exception& error) { return fail(ErrorKind::Internal, reading + error.what()); }
}

PrivateKey PrivateKey::generate(SignatureAlgorithm algorithm, Random& random) {
    for (;;)  // a P-384 number is out of range once in 2^190 times
        if (auto key = from_secret(algorithm, random.secret(secret_size(algorithm)))) return std::move(*key);
}

Result<PrivateKey> PrivateKey::parse(SignatureAlgorithm algorithm, ByteView stored) {
    const auto reading = "reading " + std::string(name_of(algorithm)) + " private key";
    auto secret = TRY_WITHIN(reading, is_classical(algorithm) ? parse_pkcs8(algorithm, stored) : parse_seed(stored));
    auto key = TRY(from_secret(algorithm, std::move(secret)));
    if (!equal_in_constant_time(key.render().view(), stored))
        return fail(ErrorKind::Invalid, reading + ": not in the one form that is written here");
    return key;
}

SecretBytes PrivateKey::render() const {
    const auto& public_key = state_->public_key;
    return is_classical(public_key.algorithm()) ? render_pkcs8(public_key, state_->secret)
                                                : render_seed(state_->secret);
}

const PublicKey& PrivateKey::public_key() const { return state_->public_key; }

Result<Bytes> PrivateKey::sign(ByteView message) const {
    const auto algorithm = state_->public_key.algorithm();
    const auto signing = "signing with " + std::string(name_of(algorithm)) + ": ";
    try {
        // Blinds the arithmetic of P-384 without changing the signature: new for each message, and secret.
        const auto blinding_seed = hmac_sha256(state_->secret.view(), message);
        HmacDrbg blinding(SecretBytes(blinding_seed.view()), "assay signature blinding");
        BotanRandom random(blinding);
        const auto key = key_from(algorithm, state_->secret.view());
        Botan::PK_Signer signer(*key, random, signing_variant(algorithm));
        auto signature = signer.sign_message(message, random);
        const bool fits = is_classical(algorithm) ? openssl_accepts(state_->public_key, message, signature)
                                                  : botan_accepts(state_->public_key, message, signature);
        if (!fits) return fail(ErrorKind::Internal, signing + "the new signature does not fit the key");
        return signature;
    } catch (const Botan::Exception& error) { return fail(ErrorKind::Internal, signing + error.what()); }
}

}  // namespace assay::crypto
