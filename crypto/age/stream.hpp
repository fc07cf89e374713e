// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/secret.hpp"

namespace assay::crypto {

constexpr std::size_t kAgeChunkBytes = 65'536;

/// STREAM as age uses it: chunks of 64 KiB, each sealed by ChaCha20-Poly1305 under its number and whether it is the
/// last. Source: C2SP age, "Payload".
Bytes seal_age_stream(const SecretBytes& key, ByteView plaintext);

/// All of it or nothing. Errors: Untrusted when a chunk does not open in its place or there is no last one.
Result<SecretBytes> open_age_stream(const SecretBytes& key, ByteView sealed);

}  // namespace assay::crypto
