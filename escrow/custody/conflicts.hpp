// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain_faults.hpp"

#include <set>

namespace assay::escrow {

/// A statement about a deposit, as far as it can exclude another one.
struct SaidOfDeposit {
    crypto::StatementId id;
    crypto::StatementKind kind;
    crypto::IdentityId signer;
    /// What it names as its ground: as the table of kinds says.
    std::optional<crypto::StatementId> rests_on;
    std::optional<crypto::IdentityId> exported_to;  ///< of an export
    std::optional<crypto::ChainPlace> chain;        ///< of a rebuild or verdict
    /// A refusal, a rebuild that failed, a verdict that does not speak for the deployed bytes, an access: no
    /// contradiction takes it back.
    bool is_unfavourable = false;

    /// Errors: those of parsing its kind.
    static Result<SaidOfDeposit> of(const crypto::Statement& statement);
};

using crypto::ChainedStatement;

/// Statements by one key about one thing that exclude one another, or what is to be reported of a room's chain.
struct Conflict {
    std::string what;  ///< one sentence, lower case, no full stop
    std::vector<crypto::StatementId> statements;
    bool excludes = true;  ///< a remark otherwise: it takes nothing back
};

/// Which statements about a deposit conflict, and which count for nothing therefore: the favourable ones among those,
/// among all that are in a chain with a conflict, and among what rests on them. The unfavourable ones count: a room
/// must not be able to take its bad words back by contradicting itself. All of them stay where they are.
struct Conflicts {
    std::vector<Conflict> found;
    std::set<crypto::StatementId> void_statements;

    bool counts(const crypto::StatementId& id) const { return !void_statements.contains(id); }
    /// How many of them exclude something.
    std::size_t exclusions() const;
};

/// Of all statements about one deposit, in the order of the log:
///
/// - two `held` by one custodian
/// - an acceptance and a refusal by one room of what was exported to it once. A refusal names no export; it is of the
///   last one to its room before it.
/// - what crypto/record/chain_faults.hpp says of the chains these are in. The other statement may be about another
///   deposit; `chained` are all that are known of these chains.
Conflicts find_conflicts(const std::vector<SaidOfDeposit>& statements,
                         const std::vector<ChainedStatement>& chained = {});

}  // namespace assay::escrow
