// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// A root's word that an identity is the party it says it is, in that role and for that time.
///
/// Signed by an identity of role root. The subject is the identity statement. Page: ../statement/identity.md.
struct Endorsement {
    IdentityId root;
    Time time;
    StatementLink identity;
    Role role;
    Validity validity;

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Endorsement> parse(const Statement& statement);
};

}  // namespace assay::crypto
