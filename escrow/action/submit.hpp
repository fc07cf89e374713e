// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/policy.hpp"
#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// An outbox after its statements were logged.
struct Submitted {
    std::vector<crypto::StatementKind> statements;
    std::vector<crypto::Evidence> evidence;  ///< that of the outbox, with the proofs it lacked
};

Result<storage::Outbox> read_outbox(const std::filesystem::path& path);

/// Whether the evidence in an outbox will prove its claim once the statements are logged: it holds but for proofs, has
/// what the outbox has under the same salt, and lacks the proof of none that the outbox does not have. A policy without
/// roots has the evidence held against the roots it brings. Errors: Untrusted, Unproven, Equivocation.
Status check_outbox(const storage::Outbox& outbox, const crypto::Policy& policy, Time now);

/// Has the statements logged, and completes the evidence once every one of them is proven to be in a log of the policy.
/// Nothing is sent of an outbox that does not hold together, and no evidence given that proves less than its claim.
/// Errors: those of check_outbox and of the custodian; Untrusted, Unproven, PolicyUnmet for proofs that do not show it.
Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian, const crypto::Policy& policy, Time now);

/// Whether evidence of a claim may be written there: what is there already must be evidence of the same. Errors:
/// Conflict.
Status check_evidence_place(const std::filesystem::path& path, const crypto::StatementId& claim);

}  // namespace assay::escrow
