// SPDX-License-Identifier: Apache-2.0
// The one door to OpenSSL in crypto. Private to this folder.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <cstdlib>
#include <memory>

namespace assay::crypto {

/// Frees what OpenSSL made, by the function that goes with it.
template <auto release>
struct Releases {
    template <typename T>
    void operator()(T* handle) const {
        release(handle);
    }
};
template <typename T, auto release>
using Handle = std::unique_ptr<T, Releases<release>>;

using BioHandle = Handle<BIO, BIO_free>;
using CipherContext = Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using EcdsaSignature = Handle<ECDSA_SIG, ECDSA_SIG_free>;
using KdfContext = Handle<EVP_KDF_CTX, EVP_KDF_CTX_free>;
using KeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using KeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using MacContext = Handle<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using Number = Handle<BIGNUM, BN_clear_free>;
using ParameterBuilder = Handle<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Handle<OSSL_PARAM, OSSL_PARAM_free>;
using Pkcs8 = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

/// For calls that fail only without memory or without OpenSSL's default provider, and for sizes that the caller has
/// promised: nothing computed after such a failure may be used.
inline void must(bool done) {
    if (!done) std::abort();
}

/// Takes back what OpenSSL adds to its error queue, where the next user of the thread (TLS) would misread it.
class ErrorQueueGuard {
public:
    ErrorQueueGuard() { ERR_set_mark(); }
    ~ErrorQueueGuard() { ERR_pop_to_mark(); }
    ErrorQueueGuard(const ErrorQueueGuard&) = delete;
    ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

}  // namespace assay::crypto
