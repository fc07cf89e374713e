// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"

#include <map>
#include <optional>

namespace assay::crypto {

/// A statement with its closed part, where the collector could open it.
struct OpenedStatement {
    SaltedEnvelope statement;
    std::optional<ClosedPart> closed;
};
using OpenedStatements = std::map<StatementId, OpenedStatement>;

/// Evidence of a verdict, but for proofs that are not in `proofs`: all that the receipt holds, what the verdict rests
/// on, the last ChainPlace::kShownLeast statements before it in the chain of its room, and of each the closed fields a
/// reader needs. The one place that knows which these are.
///
/// - What is before a statement of the chain that is not in `known` is left out: no link of the evidence leads to it.
/// - Signatures are verified with the book; what the statements are worth is for check.hpp.
///
/// Errors: NotFound naming the kind when the verdict, or a statement it rests on, is not in `known`; those of opening.
Result<Evidence> collect_verdict(const StatementId& verdict, const Evidence& receipt, const OpenedStatements& known,
                                 const IdentityBook& book, const ProofSet& proofs);

}  // namespace assay::crypto
