// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/terminal/report.hpp"
#include "escrow/action/opened_statements.hpp"
#include "escrow/custody/deposit_state.hpp"

namespace assay::escrow {

/// What was opened of one statement, with what the custodian says of its place.
struct ClosedBlock {
    crypto::StatementKind kind;
    crypto::StatementId id;
    std::string signer;                  ///< described
    std::optional<std::uint64_t> index;  ///< of its leaf; none where the custodian does not list it
    bool counts;
    std::vector<std::string> lines;  ///< for people, not escaped yet; empty for a kind of which nothing is told
    const crypto::ClosedPart* closed;
};

/// Everything about a deposit that was opened, in the order of the log, its own statement first; and what is not as it
/// should be.
///
/// - Of the deposit the product; of a refusal each reason; of a rebuild how it ended and the end of its log where it
///   failed; of a verdict each comparison. Long lines and lists are cut.
/// - A closed part that is not in form, or contradicts what its statement says openly, is a fault and makes no block.
///
/// The blocks point into `opened`.
struct ClosedParts {
    std::vector<ClosedBlock> blocks;
    std::vector<std::string> faults;
};
ClosedParts closed_parts(const OpenedStatements& opened, const DepositState& state);

/// As a page of text, escaped.
std::string render_text(const ClosedParts& parts, const Style& style);
/// The members `closed` and `faults`. Page: reports.md.
Json::Object render_json(const ClosedParts& parts);

}  // namespace assay::escrow
