// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/chain_history.hpp"

namespace assay::verifier {

/// All that proves a verdict but for the log's proofs of what the room has signed: the receipt and the export as they
/// came in, this room's own statements, and those before them in the chain, with the closed fields a reader needs.
/// Errors: Limit.
Result<crypto::Evidence> make_evidence(const RoomDeposit& deposit, const OpenedDeposit& opened,
                                       const RebuildRecord& rebuilt, const SignedReport& verdict,
                                       const std::vector<EarlierStatement>& earlier);

}  // namespace assay::verifier
