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

/// Has the statements logged, and completes the evidence once every one of them is proven to be in a log of the policy.
/// Errors: those of the custodian; Untrusted, Unproven, PolicyUnmet for proofs that do not show it.
Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian, const crypto::Policy& policy);

}  // namespace assay::escrow
