// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/sealed_part.hpp"

namespace assay::crypto {

/// The room's word on a deposit it opened: the key is the committed one, the ids were recomputed from unpacking in the
/// cell and match, the shares were recomputed and match, recipe and materials are complete.
///
/// Closed fields: `snapshot`, `levels`, `findings`.
struct Acceptance {
    IdentityId room;
    Time time;
    StatementLink deposit;
    StatementLink exported;  ///< the export statement under which the room received it
    Json commitments;
    std::vector<SealedPartRecord> sealed = {};  ///< its closed part, to vendor and rooms

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Acceptance> parse(const Statement& statement);
};

/// The room's or the custodian's word that a deposit is not accepted, with the list of why.
///
/// `reasons` are codes of ../statement/statements.md; details are in the closed field `details`.
struct Refusal {
    IdentityId signer;
    Time time;
    StatementLink deposit;
    std::vector<std::string> reasons;
    Json commitments;
    std::vector<SealedPartRecord> sealed = {};  ///< its closed part, to vendor and rooms

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Refusal> parse(const Statement& statement);
};

}  // namespace assay::crypto
