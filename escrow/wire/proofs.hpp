// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"

namespace assay::escrow {

/// The places of statements in the log: the answer to those sent in. JSON form: ../service/api.md, `assay-proofs-v1`.
Json render_proofs(const crypto::ProofSet& proofs);
/// Form and counts only: its reader checks whether a proof holds. Errors: Invalid, Unsupported, Limit.
Result<crypto::ProofSet> parse_proofs(const Json& json);

}  // namespace assay::escrow
