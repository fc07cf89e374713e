// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/identity.hpp"
#include "crypto/tlog/tlog_policy.hpp"

namespace assay::crypto {

/// The keys a custodian's log signs with, Ed25519 first. Errors: Refused when it has none, Invalid.
Result<std::vector<NoteKey>> log_keys_of(const Identity& custodian);

/// Whether a policy means this custodian's log: it lists a key of it, and every key it lists under that log's name is
/// in the custodian's identity. A name alone proves nothing. Errors: Untrusted; as log_keys_of.
Status check_log_keys(const Identity& custodian, const TlogPolicy& policy);

}  // namespace assay::crypto
