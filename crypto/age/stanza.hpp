// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/age/header.hpp"
#include "crypto/age/key.hpp"

#include <optional>

namespace assay::crypto {

constexpr std::size_t kAgeFileKeyBytes = 16;

/// The file key in a stanza for a hybrid recipient. Errors: Refused when the recipient is not hybrid.
Result<AgeStanza> wrap_file_key(const AgeRecipient& recipient, const SecretBytes& file_key, Random& random);

/// Whether a stanza is one for a hybrid recipient, any of them. Errors: Invalid, Unsupported for another type.
Status check_hybrid_stanza(const AgeStanza& stanza);

/// The file key from the stanzas of the identity's kind; nothing when none of them is for this identity.
/// Errors: Invalid when a stanza of that kind is malformed.
Result<std::optional<SecretBytes>> unwrap_file_key(const AgeIdentity& identity, const std::vector<AgeStanza>& stanzas);

}  // namespace assay::crypto
