// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/secret.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::crypto {

/// HMAC-SHA-256 (RFC 2104).
Sha256 hmac_sha256(ByteView key, ByteView message);

/// HKDF-SHA-256 (RFC 5869), extract then expand, `size` bytes, 1 to 8160 (asserted). An empty salt is 32 zero bytes.
SecretBytes hkdf_sha256(ByteView key_material, ByteView salt, std::string_view info, std::size_t size = 32);
SecretBytes hkdf_sha256(ByteView key_material, ByteView salt, ByteView info, std::size_t size = 32);

/// Its two halves, for protocols that take them apart (HPKE). The extract is secret: the caller wipes it.
Sha256 hkdf_sha256_extract(ByteView key_material, ByteView salt);
SecretBytes hkdf_sha256_expand(ByteView pseudorandom_key, ByteView info, std::size_t size);

}  // namespace assay::crypto
