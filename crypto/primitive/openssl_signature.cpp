// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/implementations.hpp"
#include "crypto/primitive/openssl.hpp"

namespace assay::crypto {

namespace {

KeyHandle ed25519_key(ByteView key) {
    return KeyHandle(EVP_PKEY_new_raw_public_key_ex(nullptr, "ED25519", nullptr, key.data(), key.size()));
}

/// Null when the point is not on the curve.
KeyHandle p384_key(ByteView point) {
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    // OpenSSL's parameters are not const, though it only reads them here.
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>("P-384"), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<std::uint8_t*>(point.data()),
                                          point.size()),
        OSSL_PARAM_construct_end()};
    EVP_PKEY* key = nullptr;
    must(context && EVP_PKEY_fromdata_init(context.get()) == 1);
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters));
    return KeyHandle(key);
}

KeyHandle key_of(SignatureAlgorithm algorithm, ByteView bytes) {
    return algorithm == SignatureAlgorithm::Ed25519 ? ed25519_key(bytes) : p384_key(bytes);
}

/// OpenSSL takes ECDSA signatures in DER only: SEQUENCE { r INTEGER, s INTEGER }.
Bytes der_of(ByteView r_then_s) {
    const auto half = r_then_s.size() / 2;
    const EcdsaSignature signature(ECDSA_SIG_new());
    Number r(BN_bin2bn(r_then_s.data(), static_cast<int>(half), nullptr));
    Number s(BN_bin2bn(r_then_s.data() + half, static_cast<int>(half), nullptr));
    must(signature && r && s && ECDSA_SIG_set0(signature.get(), r.get(), s.get()) == 1);
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    Bytes der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)));
    auto* end = der.data();
    must(i2d_ECDSA_SIG(signature.get(), &end) == static_cast<int>(der.size()));
    return der;
}

}  // namespace

bool openssl_reads(SignatureAlgorithm algorithm, ByteView key) {
    const ErrorQueueGuard guard;
    return key_of(algorithm, key) != nullptr;
}

bool openssl_accepts(const PublicKey& key, ByteView message, ByteView signature) {
    const ErrorQueueGuard guard;
    const bool ecdsa = key.algorithm() == SignatureAlgorithm::EcdsaP384;
    const auto handle = key_of(key.algorithm(), key.bytes());
    const DigestContext context(EVP_MD_CTX_new());
    must(handle && context &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, ecdsa ? "SHA2-384" : nullptr, nullptr, nullptr, handle.get(),
                                 nullptr) == 1);
    const auto form = ecdsa ? der_of(signature) : to_bytes(signature);
    return EVP_DigestVerify(context.get(), form.data(), form.size(), message.data(), message.size()) == 1;
}

}  // namespace assay::crypto
