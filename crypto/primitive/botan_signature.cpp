// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/botan.hpp"
#include "crypto/primitive/implementations.hpp"

#include <botan/ec_apoint.h>
#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/ed25519.h>
#include <botan/ml_dsa.h>
#include <botan/pubkey.h>

#include <mutex>

namespace assay::crypto {

const Botan::EC_Group& botan_p384() {
    static const auto group = Botan::EC_Group::from_name("secp384r1");
    return group;
}

const char* botan_padding(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::Ed25519: return "Pure";
        case SignatureAlgorithm::EcdsaP384: return "SHA-384";
        case SignatureAlgorithm::MlDsa44:
        case SignatureAlgorithm::MlDsa87: break;
    }
    return "";
}

namespace {

/// Errors of reading are Botan's exceptions.
std::unique_ptr<Botan::Public_Key> key_of(SignatureAlgorithm algorithm, ByteView bytes) {
    switch (algorithm) {
        case SignatureAlgorithm::Ed25519: return std::make_unique<Botan::Ed25519_PublicKey>(bytes.data(), bytes.size());
        case SignatureAlgorithm::EcdsaP384:
            return std::make_unique<Botan::ECDSA_PublicKey>(botan_p384(), Botan::EC_AffinePoint(botan_p384(), bytes));
        case SignatureAlgorithm::MlDsa44:
            return std::make_unique<Botan::ML_DSA_PublicKey>(bytes, Botan::ML_DSA_Mode::ML_DSA_4x4);
        case SignatureAlgorithm::MlDsa87: break;
    }
    return std::make_unique<Botan::ML_DSA_PublicKey>(bytes, Botan::ML_DSA_Mode::ML_DSA_8x7);
}

/// Botan refuses some signatures by an exception.
bool accepts(Botan::PK_Verifier& verifier, ByteView message, ByteView signature) {
    try {
        return verifier.verify_message(message, signature);
    } catch (const Botan::Exception&) { return false; }
}

}  // namespace

struct BotanKey::State {
    State(SignatureAlgorithm its_algorithm, ByteView its_bytes, std::unique_ptr<Botan::Public_Key> its_key)
        : algorithm(its_algorithm),
          bytes(to_bytes(its_bytes)),
          key(std::move(its_key)),
          verifier(*key, botan_padding(algorithm)) {}

    SignatureAlgorithm algorithm;
    Bytes bytes;
    // Verifying with an ML-DSA key changes the key: its hash functions are in it.
    std::mutex mutex;  ///< owns `key` and `verifier`
    std::unique_ptr<Botan::Public_Key> key;
    Botan::PK_Verifier verifier;
};

BotanKey::BotanKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
BotanKey::~BotanKey() = default;

std::shared_ptr<const BotanKey> BotanKey::read(SignatureAlgorithm algorithm, ByteView bytes) {
    try {
        auto key = key_of(algorithm, bytes);
        Botan::Null_RNG none;
        // Ed25519: that the point has the prime order. The others are checked while read.
        if (algorithm == SignatureAlgorithm::Ed25519 && !key->check_key(none, true)) return nullptr;
        auto state = std::make_unique<State>(algorithm, bytes, std::move(key));
        return std::shared_ptr<const BotanKey>(new BotanKey(std::move(state)));
    } catch (const Botan::Exception&) { return nullptr; }
}

bool BotanKey::accepts(ByteView message, ByteView signature) const {
    if (const std::unique_lock lock(state_->mutex, std::try_to_lock); lock.owns_lock())
        return crypto::accepts(state_->verifier, message, signature);
    const auto own_key = key_of(state_->algorithm, state_->bytes);
    Botan::PK_Verifier own(*own_key, botan_padding(state_->algorithm));
    return crypto::accepts(own, message, signature);
}

bool botan_reads(SignatureAlgorithm algorithm, ByteView bytes) { return BotanKey::read(algorithm, bytes) != nullptr; }

bool botan_accepts(const PublicKey& key, ByteView message, ByteView signature) {
    return key.botan_->accepts(message, signature);
}

}  // namespace assay::crypto
