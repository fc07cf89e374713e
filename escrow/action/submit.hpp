// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// An outbox after its statements were logged.
struct Submitted {
    std::vector<crypto::StatementKind> statements;
    std::vector<crypto::Evidence> evidence;  ///< that of the outbox, with the proofs it lacked
};

Result<storage::Outbox> read_outbox(const std::filesystem::path& path);

/// Has the statements logged and completes the evidence. Errors: those of the custodian; Unproven when it answers
/// without a proof of one of them.
Result<Submitted> submit(const storage::Outbox& outbox, Custodian& custodian);

}  // namespace assay::escrow
