// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/mac.hpp"

#include "crypto/primitive/openssl.hpp"

namespace assay::crypto {

namespace {

constexpr std::size_t kHkdfBytesMax = 255 * Sha256::kSize;

// OpenSSL's parameters are not const, though it only reads them here.
OSSL_PARAM text_parameter(const char* key, const char* value) {
    return OSSL_PARAM_construct_utf8_string(key, const_cast<char*>(value), 0);
}
OSSL_PARAM bytes_parameter(const char* key, ByteView value) {
    return OSSL_PARAM_construct_octet_string(key, const_cast<std::uint8_t*>(value.data()), value.size());
}

}  // namespace

Sha256 hmac_sha256(ByteView key, ByteView message) {
    static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    const MacContext context(EVP_MAC_CTX_new(algorithm));
    const OSSL_PARAM parameters[] = {text_parameter(OSSL_MAC_PARAM_DIGEST, "SHA2-256"), OSSL_PARAM_construct_end()};
    // A null key would mean "the key of before"; an empty one is a key.
    const auto* key_start = key.empty() ? reinterpret_cast<const std::uint8_t*>("") : key.data();
    Sha256 out;
    std::size_t size = 0;
    must(context && EVP_MAC_init(context.get(), key_start, key.size(), parameters) == 1 &&
         EVP_MAC_update(context.get(), message.data(), message.size()) == 1 &&
         EVP_MAC_final(context.get(), out.data(), &size, Sha256::kSize) == 1 && size == Sha256::kSize);
    return out;
}

Sha256 hkdf_sha256_extract(ByteView key_material, ByteView salt) { return hmac_sha256(salt, key_material); }

SecretBytes hkdf_sha256_expand(ByteView pseudorandom_key, ByteView info, std::size_t size) {
    static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
    must(pseudorandom_key.size() >= Sha256::kSize && size >= 1 && size <= kHkdfBytesMax);
    const KdfContext context(EVP_KDF_CTX_new(algorithm));
    int mode = EVP_KDF_HKDF_MODE_EXPAND_ONLY;
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_int(OSSL_KDF_PARAM_MODE, &mode),
                                     text_parameter(OSSL_KDF_PARAM_DIGEST, "SHA2-256"),
                                     bytes_parameter(OSSL_KDF_PARAM_KEY, pseudorandom_key),
                                     bytes_parameter(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
    SecretBytes out(size);
    must(context && EVP_KDF_derive(context.get(), out.mutable_view().data(), size, parameters) == 1);
    return out;
}

SecretBytes hkdf_sha256(ByteView key_material, ByteView salt, ByteView info, std::size_t size) {
    auto pseudorandom_key = hkdf_sha256_extract(key_material, salt);
    auto out = hkdf_sha256_expand(pseudorandom_key.view(), info, size);
    wipe({pseudorandom_key.data(), Sha256::kSize});
    return out;
}

SecretBytes hkdf_sha256(ByteView key_material, ByteView salt, std::string_view info, std::size_t size) {
    return hkdf_sha256(key_material, salt, bytes_of(info), size);
}

}  // namespace assay::crypto
