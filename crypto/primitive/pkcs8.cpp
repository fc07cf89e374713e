// SPDX-License-Identifier: Apache-2.0
#include "crypto/primitive/pkcs8.hpp"

#include "crypto/primitive/openssl.hpp"

namespace assay::crypto {

namespace {

constexpr std::size_t kKeyFileBytesMax = 4096;
constexpr std::size_t kP384SecretBytes = 48;
constexpr std::size_t kEd25519SecretBytes = 32;

/// OpenSSL would ask for one at the terminal.
int no_password(char*, int, int, void*) { return -1; }

Result<SecretBytes> ed25519_secret(const EVP_PKEY* key) {
    SecretBytes out(kEd25519SecretBytes);
    auto size = out.size();
    if (EVP_PKEY_get_raw_private_key(key, out.mutable_view().data(), &size) != 1 || size != out.size())
        return fail(ErrorKind::Invalid, "it holds no Ed25519 key");
    return out;
}

Result<SecretBytes> p384_secret(const EVP_PKEY* key) {
    std::array<char, 32> curve{};
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_group_name(key, curve.data(), curve.size(), nullptr) == 1 &&
        curve.data() == std::string_view(SN_secp384r1))
        EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number);
    const Number secret(number);
    SecretBytes out(kP384SecretBytes);
    if (!secret || BN_bn2binpad(secret.get(), out.mutable_view().data(), static_cast<int>(out.size())) < 0)
        return fail(ErrorKind::Invalid, "it holds no P-384 key");
    return out;
}

KeyHandle p384_key(ByteView point, const SecretBytes& secret) {
    const Number number(BN_secure_new());
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    must(number && builder &&
         BN_bin2bn(secret.view().data(), static_cast<int>(secret.size()), number.get()) != nullptr &&
         OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-384", 0) == 1 &&
         OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) == 1 &&
         OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1);
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    must(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
         EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) == 1);
    return KeyHandle(key);
}

KeyHandle key_of(const PublicKey& public_key, const SecretBytes& secret) {
    if (public_key.algorithm() == SignatureAlgorithm::EcdsaP384) return p384_key(public_key.bytes(), secret);
    return KeyHandle(EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, secret.view().data(), secret.size()));
}

}  // namespace

Result<SecretBytes> parse_pkcs8(SignatureAlgorithm algorithm, ByteView pem) {
    const ErrorQueueGuard guard;
    if (pem.size() > kKeyFileBytesMax)
        return fail(ErrorKind::Invalid, "a key file has at most " + std::to_string(kKeyFileBytesMax) + " bytes");
    const BioHandle source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Pkcs8 wrapped(PEM_read_bio_PKCS8_PRIV_KEY_INFO(source.get(), nullptr, no_password, nullptr));
    if (!wrapped) return fail(ErrorKind::Invalid, "not an unencrypted PKCS#8 file in PEM");
    const KeyHandle key(EVP_PKCS82PKEY(wrapped.get()));
    if (!key) return fail(ErrorKind::Invalid, "the PKCS#8 file holds no key OpenSSL can read");
    return algorithm == SignatureAlgorithm::Ed25519 ? ed25519_secret(key.get()) : p384_secret(key.get());
}

SecretBytes render_pkcs8(const PublicKey& public_key, const SecretBytes& secret) {
    const auto key = key_of(public_key, secret);
    const Pkcs8 wrapped(key ? EVP_PKEY2PKCS8(key.get()) : nullptr);
    const BioHandle out(BIO_new(BIO_s_secmem()));
    must(wrapped && out && PEM_write_bio_PKCS8_PRIV_KEY_INFO(out.get(), wrapped.get()) == 1);
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return SecretBytes(bytes_of({text, static_cast<std::size_t>(size)}));
}

}  // namespace assay::crypto
