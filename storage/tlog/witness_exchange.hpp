// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/tlog_policy.hpp"
#include "storage/tlog/log.hpp"
#include "storage/tlog/witness_channel.hpp"

namespace assay::storage {

/// What one witness gave for one checkpoint.
struct Cosignatures {
    std::vector<crypto::NoteSignature> lines;  ///< by witness keys of the policy; each holds
};

/// Asks one witness to cosign a checkpoint of the log, telling it how the log has grown since it last did.
///
/// - `size` is what we believe it cosigned last; its answer corrects it, and where that corrects it upwards beyond all
///   that this log has signed, or a proof fails, the witness is asked for what it has. If that is signed with the log's
///   own keys and is no part of this log, the log is stopped: it has been put back from an older copy, or has two
///   histories.
///
/// Errors: Unavailable for a witness that fails, refuses or contradicts itself, in its own words (quoted); what has
/// stopped the log.
Result<Cosignatures> request_cosignatures(Log& log, const crypto::TlogPolicy& policy, WitnessChannel& channel,
                                          const SignedTree& tree, crypto::TreeSize& size);

}  // namespace assay::storage
