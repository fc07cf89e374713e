// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "storage/secrets/armored_key.hpp"

namespace assay::storage {

/// What a binary file is, by its beginning and its size: a private key in DER (PKCS#1, PKCS#8, encrypted PKCS#8, SEC1,
/// DSA), a PKCS#12 or Java keystore with a private key, an OpenPGP secret key, a key of GnuPG's agent, an SSH 1 key.
///
/// `head` is the file's beginning, all of it or at least kKeyFileProbeBytes.
Recognised key_file(ByteView head, std::uint64_t file_bytes);
inline constexpr std::size_t kKeyFileProbeBytes = 64U << 10;

}  // namespace assay::storage
