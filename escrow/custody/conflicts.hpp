// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/chain.hpp"

#include <set>

namespace assay::escrow {

/// A statement about a deposit, as far as it can exclude another one.
struct SaidOfDeposit {
    crypto::StatementId id;
    crypto::StatementKind kind;
    crypto::IdentityId signer;
    /// What it names as its ground: an acceptance its export, a rebuild its acceptance, a verdict its rebuild.
    std::optional<crypto::StatementId> rests_on;
    std::optional<crypto::IdentityId> exported_to;  ///< of an export
    std::optional<crypto::ChainPlace> chain;        ///< of a rebuild or verdict

    /// Errors: those of parsing its kind.
    static Result<SaidOfDeposit> of(const crypto::Statement& statement);
};

/// A statement's place in the chain of its room, which runs across deposits. Page: crypto/record/chain.md.
struct ChainedStatement {
    crypto::IdentityId room;
    crypto::ChainSubject::Tag tag;
    crypto::StatementId id;
    std::uint64_t ordinal;
    std::optional<crypto::StatementId> previous;  ///< none for the first of its chain
};

/// The place a rebuild or verdict names; nothing for all else. Errors: those of parsing it.
Result<std::optional<ChainedStatement>> chained_of(const crypto::Statement& statement);

/// Statements by one key about one thing that exclude one another.
struct Conflict {
    std::string what;  ///< one sentence, lower case, no full stop
    std::vector<crypto::StatementId> statements;
};

/// Which statements about a deposit conflict, and which count for nothing therefore: those, and all that rests on them.
/// All of them stay where they are.
struct Conflicts {
    std::vector<Conflict> found;
    std::set<crypto::StatementId> void_statements;

    bool counts(const crypto::StatementId& id) const { return !void_statements.contains(id); }
};

/// Of all statements about one deposit, in the order of the log:
///
/// - two `held` by one custodian
/// - an acceptance and a refusal by one room of what was exported to it once. A refusal names no export; it is of the
///   last one to its room before it.
/// - two statements of one room with one place in its chain: one ordinal, or one predecessor. The other may be about
///   another deposit; `chained` are all that are known of the chains these are in.
Conflicts find_conflicts(const std::vector<SaidOfDeposit>& statements,
                         const std::vector<ChainedStatement>& chained = {});

}  // namespace assay::escrow
