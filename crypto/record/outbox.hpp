// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// A room's word for everything in one outbox: the exact statements with what travels beside them, and the evidence
/// that waits for their proofs. It is never logged. Page: storage/export/outbox.md.
struct OutboxManifest {
    IdentityId room;
    Time time;
    DigestSet statements;  ///< of the outbox's member "statements", as compact JSON
    DigestSet evidence;    ///< of its member "evidence", as compact JSON

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<OutboxManifest> parse(const Statement& statement);
};

}  // namespace assay::crypto
