// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// The custodian's record that a deposit's pieces go to a room; logged before the first byte leaves.
struct Export {
    IdentityId custodian;
    Time time;
    StatementLink deposit;
    StatementLink held;
    StatementLink agreement;  ///< the grant: the agreement that names the room
    IdentityId room;
    DigestSet pieces;  ///< of the list of piece ids that leave

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Export> parse(const Statement& statement);
};

}  // namespace assay::crypto
