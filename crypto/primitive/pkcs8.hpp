// SPDX-License-Identifier: Apache-2.0
// Key files of the classical algorithms, by OpenSSL. Private to this folder.
#pragma once

#include "crypto/primitive/signature.hpp"

namespace assay::crypto {

/// The secret in a PKCS#8 PEM file: 32 bytes of Ed25519 or 48 of P-384. The caller renders the key again and
/// compares, so that one form only is read. Errors: Invalid.
Result<SecretBytes> parse_pkcs8(SignatureAlgorithm algorithm, ByteView pem);

/// The PEM file `parse_pkcs8` reads back.
SecretBytes render_pkcs8(const PublicKey& public_key, const SecretBytes& secret);

}  // namespace assay::crypto
