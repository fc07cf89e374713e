// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/age/key.hpp"

#include <span>

namespace assay::crypto {

constexpr std::size_t kAgePlaintextBytesMax = std::size_t{64} << 20;

/// An age v1 file with one hybrid recipient. Page: age.md.
/// Errors: Refused for an X25519 recipient, Limit above kAgePlaintextBytesMax.
Result<Bytes> age_seal(const AgeRecipient& recipient, ByteView plaintext, Random& random);

/// Whether a file has the form of one that age_seal makes: header, one hybrid stanza of the right sizes, room for a
/// payload. What needs the recipient's key is not checked. Errors: Invalid, Limit, Unsupported.
Status check_age_form(ByteView file);

/// What a file holds, all of it checked. Errors: Refused when it is sealed to none of the identities, Untrusted when it
/// was altered, Invalid when malformed, Unsupported for armor, passphrases and other versions, Limit.
Result<SecretBytes> age_open(std::span<const AgeIdentity> identities, ByteView file);
Result<SecretBytes> age_open(const AgeIdentity& identity, ByteView file);

}  // namespace assay::crypto
