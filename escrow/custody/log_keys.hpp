// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/identity.hpp"
#include "crypto/tlog/note.hpp"

namespace assay::escrow {

/// The keys a custodian's log signs with, Ed25519 first. Errors: Refused for whoever has none, Invalid.
Result<std::vector<crypto::NoteKey>> log_keys_of(const crypto::Identity& custodian);

}  // namespace assay::escrow
