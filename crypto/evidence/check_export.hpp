// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/check.hpp"

namespace assay::crypto {

/// An export, as the file that a custodian sends to a room has it.
struct ExportParts {
    const Evidence& held;  ///< the receipt
    const SaltedEnvelope& exported;
    const ProofSet& proofs;  ///< of the export
};

/// Whether an export can be worked on: all that evidence of a verdict will ask of it, and of the receipt it rests on,
/// holds now. And nothing in it is dated later than `input.as_of`, 300 s allowed: a room's statements would be earlier
/// than what they rest on. Else a custodian could have a room work, and nothing the room says would ever be proven.
///
/// The judgement is the report. Errors: as check_evidence; Limit.
Result<CheckReport> check_export(const ExportParts& parts, const CheckInput& input);

}  // namespace assay::crypto
