// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/botan.hpp"
#include "crypto/primitive/implementations.hpp"

#include <botan/ec_apoint.h>
#include <botan/ec_group.h>
#include <botan/ecdsa.h>
#include <botan/ed25519.h>
#include <botan/ml_dsa.h>
#include <botan/pubkey.h>

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

}  // namespace

bool botan_reads(SignatureAlgorithm algorithm, ByteView bytes) {
    try {
        const auto key = key_of(algorithm, bytes);
        Botan::Null_RNG none;
        // Ed25519: that the point has the prime order. The others are checked while read.
        return algorithm != SignatureAlgorithm::Ed25519 || key->check_key(none, true);
    } catch (const Botan::Exception&) { return false; }
}

bool botan_accepts(const PublicKey& key, ByteView message, ByteView signature) {
    try {
        const auto handle = key_of(key.algorithm(), key.bytes());
        Botan::PK_Verifier verifier(*handle, botan_padding(key.algorithm()));
        return verifier.verify_message(message, signature);
    } catch (const Botan::Exception&) { return false; }
}

}  // namespace assay::crypto
