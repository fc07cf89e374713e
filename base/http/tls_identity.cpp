// SPDX-License-Identifier: Apache-2.0
#include "base/http/tls_identity.hpp"

#include "base/http/openssl.hpp"

#include <cstdlib>

namespace assay::http {

struct TlsIdentity::State {
    SecretBytes key_pem;
    Bytes certificate_pem;
    SpkiDigest spki;
};

namespace {

/// Far above any EC key; keeps a wrong file from being parsed at length.
constexpr std::size_t kKeyPemBytesMax = 4096;

std::unexpected<Error> unable(std::string_view doing) {
    return fail(ErrorKind::Internal, std::string(doing) + ": OpenSSL refuses");
}

ByteView contents(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
}

Result<SecretBytes> render_key(EVP_PKEY* key) {
    const BioPtr out(BIO_new(BIO_s_secmem()));
    if (!out || PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return unable("writing a TLS key");
    return SecretBytes(contents(out.get()));
}

/// A certificate that says nothing but "this key": same name for everyone, all of time.
Result<CertificatePtr> certify(EVP_PKEY* key) {
    CertificatePtr certificate(X509_new());
    if (!certificate) return unable("making a certificate");
    auto* const x509 = certificate.get();
    X509_NAME* name = X509_get_subject_name(x509);
    const bool made = X509_set_version(x509, X509_VERSION_3) == 1 &&
                      ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1 &&
                      ASN1_TIME_set_string(X509_getm_notBefore(x509), "19700101000000Z") == 1 &&
                      ASN1_TIME_set_string(X509_getm_notAfter(x509), "99991231235959Z") == 1 &&
                      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                                 reinterpret_cast<const unsigned char*>("assay"), -1, -1, 0) == 1 &&
                      X509_set_issuer_name(x509, name) == 1 && X509_set_pubkey(x509, key) == 1 &&
                      X509_sign(x509, key, EVP_sha256()) > 0;
    if (!made) return unable("making a certificate");
    return certificate;
}

Result<Bytes> render_certificate(X509* certificate) {
    const BioPtr out(BIO_new(BIO_s_mem()));
    if (!out || PEM_write_bio_X509(out.get(), certificate) != 1) return unable("writing a certificate");
    return to_bytes(contents(out.get()));
}

}  // namespace

Result<SpkiDigest> spki_of(X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    if (size <= 0) return unable("reading the key of a certificate");
    SpkiDigest digest;
    const int hashed = EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    if (hashed != 1) return unable("hashing the key of a certificate");
    return digest;
}

TlsIdentity TlsIdentity::generate() {
    const KeyPtr key(EVP_EC_gen("P-256"));
    if (!key) std::abort();
    const auto pem = render_key(key.get());
    if (!pem) std::abort();
    auto identity = parse(pem->view());
    if (!identity) std::abort();
    return std::move(*identity);
}

Result<TlsIdentity> TlsIdentity::parse(ByteView pem) {
    const auto wrong = [](std::string_view cause) {
        return fail(ErrorKind::Invalid, "reading a TLS key: " + std::string(cause));
    };
    if (pem.size() > kKeyPemBytesMax) return wrong("longer than any EC key");
    const BioPtr in(BIO_new_mem_buf(pem.empty() ? "" : text_of(pem).data(), static_cast<int>(pem.size())));
    if (!in) return unable("reading a TLS key");
    // Without a callback OpenSSL would ask the terminal for a pass phrase.
    const auto no_pass_phrase = [](char*, int, int, void*) { return -1; };
    const KeyPtr key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_pass_phrase, nullptr));
    if (!key) return wrong("not an unencrypted private key in PEM");
    char group[32] = {};
    if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) != 1 ||
        std::string_view(group) != "prime256v1")
        return wrong("not a key on the curve P-256");

    auto key_pem = TRY(render_key(key.get()));
    if (!equal_in_constant_time(key_pem.view(), pem)) return wrong("not the one PKCS#8 form of this key");
    const auto certificate = TRY(certify(key.get()));
    auto certificate_pem = TRY(render_certificate(certificate.get()));
    const auto spki = TRY(spki_of(certificate.get()));
    return TlsIdentity(std::make_shared<const State>(
        State{.key_pem = std::move(key_pem), .certificate_pem = std::move(certificate_pem), .spki = spki}));
}

SecretBytes TlsIdentity::render() const { return state_->key_pem.clone(); }
const SpkiDigest& TlsIdentity::spki() const { return state_->spki; }
ByteView TlsIdentity::certificate_pem() const { return state_->certificate_pem; }
ByteView TlsIdentity::key_pem() const { return state_->key_pem.view(); }

}  // namespace assay::http
