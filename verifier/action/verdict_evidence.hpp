// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/rebuild.hpp"

namespace assay::verifier {

/// All that proves a verdict but for the log's proofs of what the room has signed: the receipt and the export as they
/// came in, and this room's own statements, with the closed fields a reader needs.
Result<crypto::Evidence> make_evidence(const RoomDeposit& deposit, const OpenedDeposit& opened,
                                       const RebuildRecord& rebuilt, const SignedReport& verdict);

}  // namespace assay::verifier
