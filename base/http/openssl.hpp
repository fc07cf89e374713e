// SPDX-License-Identifier: Apache-2.0
// Private to base/http: OpenSSL's keys and certificates, for TLS alone.
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/http/spki.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

namespace assay::http {

/// Frees with the C function it is named after.
template <auto kFree>
struct Deleter {
    template <typename T>
    void operator()(T* object) const {
        kFree(object);
    }
};

using BioPtr = std::unique_ptr<BIO, Deleter<BIO_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Deleter<X509_free>>;

/// The digest a peer is known by. Errors: Internal.
Result<SpkiDigest> spki_of(X509* certificate);

}  // namespace assay::http
