// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/signer/chain_state.hpp"
#include "verifier/signer/rebuild_facts.hpp"

namespace assay::verifier {

/// Whether a verdict may be signed: nothing in its report contradicts another part of it, the rebuild this signer
/// signed, or the other rebuilds of its chain.
///
/// - No deployed name appears twice. A comparison names an artifact that the rebuild put out, and its digests fit its
/// word. Only `not-comparable` has a
///   reason. `identical-after-signature` is never signed: there is no proof yet that could be replayed.
/// - The grade is the rebuild's, its numbers are the sums of the comparisons, and no line counts as inspected.
/// - Whatever was judged, the comparer noticed all seeded mutations.
/// - Of a failed rebuild, and of a chain with two rebuilds that disagree, everything is `not-comparable`.
/// Errors: Refused, with the words of the contradiction.
Status check_verdict(const VerdictReport& report, const RebuildFacts& rebuilt,
                     const std::optional<ChainState::Disagreement>& disagreement);

}  // namespace assay::verifier
