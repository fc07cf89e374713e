// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/bindings.hpp"
#include "crypto/tlog/tlog_policy.hpp"

/// The parts of check_evidence, each one step of the page. Nothing outside this folder includes it.
namespace assay::crypto {

/// The statements from the claim down to the agreement; null where the chain did not get there.
struct Chain {
    const Exhibit *verdict = nullptr, *rebuild = nullptr, *acceptance = nullptr, *exported = nullptr, *held = nullptr,
                  *deposit = nullptr, *agreement = nullptr;
    std::vector<const Exhibit*> accesses;  ///< that rest on this acceptance: what its room says it opened to somebody
    std::set<StatementId> reached;  ///< all that the claim's links lead to, with the claim itself and those accesses
    std::set<StatementId> earlier;  ///< what the room said before in its chain, as far as it is not reached

    /// From agreement to claim: their order in the log.
    std::vector<const Exhibit*> in_order() const;
    const Agreement* terms() const { return agreement != nullptr ? agreement->as<Agreement>() : nullptr; }
};
/// Follows the links from the claim, and says who acts in the chain.
Chain walk_chain(const Evidence& evidence, const Exhibits& exhibits, Trust& trust, Findings& findings);

/// What the claim's room has said before in the same chain, back to the first or as far as it must be shown, and what
/// of its own it contradicts. Sets `chain.earlier`, and of the facts `history`, `unfinished` and `cautions`.
void check_history(const Exhibits& exhibits, Chain& chain, Findings& findings, ClaimFacts& facts);

/// Every proof and checkpoint, and each statement's place and time in the log. Sets them in the exhibits, and gives the
/// log's origin; empty where no proof holds.
std::string check_log(const Evidence& evidence, const CheckInput& input, const TlogPolicy& tlog, const Chain& chain,
                      const Trust& trust, Exhibits& exhibits, Findings& findings);

/// What the chain says, for the reader.
void tell_facts(const Chain& chain, const Trust& trust, ClaimFacts& facts);
/// A remark on what of the source was opened to somebody, as far as the evidence says.
void tell_accesses(const Chain& chain, Findings& findings);
/// Sentences on what the bindings found to hold.
void tell_agreement_of_fields(const Chain& chain, Findings& findings, const ClaimFacts& facts);

/// The reader's own files.
void check_deployed(const CheckInput& input, Findings& findings, ClaimFacts& facts);
/// What the policy asks beyond soundness. Sets the grade of the environment.
void check_policy(const Policy& policy, const Chain& chain, Findings& findings, ClaimFacts& facts);
/// What policy and reader expect, and what neither named.
void check_expected(const CheckInput& input, const Chain& chain, const Trust& trust, Findings& findings,
                    ClaimFacts& facts);

}  // namespace assay::crypto
