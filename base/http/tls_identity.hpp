// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/secret.hpp"
#include "base/http/spki.hpp"

#include <memory>
#include <string>

namespace assay::http {

/// The key by which a server or a client is known in TLS.
///
/// - The key is EC P-256. Stored form: PKCS#8 PEM as OpenSSL writes it, one block and nothing else.
/// - TLS wants a certificate, so a self-signed one is made each time from the key. It is never stored, has no meaning
///   and is valid from 1970 to 9999; the peer looks at `spki()` alone.
///
/// Immutable; copies share the key, which is wiped with the last of them.
class TlsIdentity {
public:
    /// A new key from OpenSSL's own generator. A library that cannot make one ends the process.
    static TlsIdentity generate();

    /// Errors: Invalid when `pem` is not the stored form.
    static Result<TlsIdentity> parse(ByteView pem);
    SecretBytes render() const;

    const SpkiDigest& spki() const;

    /// Both as PEM, for the TLS libraries; valid as long as any copy of this identity.
    ByteView certificate_pem() const;
    ByteView key_pem() const;

private:
    struct State;
    explicit TlsIdentity(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;
};

}  // namespace assay::http
