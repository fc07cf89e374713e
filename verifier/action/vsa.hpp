// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/rebuild.hpp"

namespace assay::verifier {

/// A verdict as a SLSA Verification Summary Attestation v1: its closed field `vsa`. Source:
/// slsa.dev/verification_summary/v1.
Json render_vsa(const AcceptContext& context, const RoomDeposit& deposit, const RebuildRecord& rebuilt,
                crypto::VerdictKind verdict);

}  // namespace assay::verifier
