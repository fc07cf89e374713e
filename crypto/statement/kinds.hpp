// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "crypto/statement/identity.hpp"

#include <span>

namespace assay::crypto {

/// The kinds of statement this version knows; each has a type of its own in crypto/record.
enum class StatementKind {
    Identity,
    Endorsement,
    Agreement,
    Deposit,
    Held,
    Export,
    Acceptance,
    Refusal,
    Rebuild,
    Verdict,
    Access,
    Outbox,
};

/// What is true of every statement of a kind. A new kind is one line of the table in kinds.cpp, and one file pair in
/// crypto/record.
struct KindFacts {
    StatementKind kind;
    std::string_view name;
    std::string_view subject;                 ///< name of its subject, or of each of them
    std::optional<Role> signer;               ///< role of the only signer; none where several roles may sign
    std::string_view rests_on;                ///< member that links the statement it rests on; empty where none does
    std::optional<StatementKind> rests_kind;  ///< what that statement must be
    bool has_closed;                          ///< whether it commits to closed fields
    bool is_of_room;                          ///< whether a room says it about a deposit, and so an outbox may carry it
    bool is_logged;                           ///< whether it ever gets a leaf
};

/// All kinds, in the order of the enumeration.
std::span<const KindFacts> all_kinds();
const KindFacts& facts_of(StatementKind kind);

std::string_view name_of(StatementKind kind);
/// `urn:assay:<kind>:1`.
std::string predicate_type(StatementKind kind);
/// The inverse. Errors: Unsupported.
Result<StatementKind> parse_predicate_type(std::string_view type);

}  // namespace assay::crypto
