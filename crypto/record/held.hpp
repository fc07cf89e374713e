// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// The custodian's word that it holds every byte of a deposit: all pieces of the list and all sealed objects, each of
/// the digest the deposit names. It says nothing about what they contain.
struct Held {
    IdentityId custodian;
    Time time;
    StatementLink deposit;
    StatementLink agreement;

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Held> parse(const Statement& statement);
};

}  // namespace assay::crypto
