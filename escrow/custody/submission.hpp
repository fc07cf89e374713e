// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/agreement.hpp"
#include "crypto/record/sealed_part.hpp"

#include <span>

namespace assay::escrow {

/// What a submitted statement says, as far as a custodian judges it.
struct Submission {
    crypto::StatementLink deposit;
    std::vector<crypto::SealedPartRecord> sealed;  ///< what it says of its sealed closed parts
};

/// A kind of statement that a custodian takes from an outbox. A new kind is one line of the table in submission.cpp;
/// its file pair is in crypto/record.
struct SubmittedKind {
    crypto::StatementKind kind;
    /// Who may submit it. Errors: Refused, saying what the signer is not; the caller names the signer.
    Status (*may_sign)(const crypto::Agreement& terms, const crypto::IdentityId& signer);
    /// Errors: those of parsing the kind.
    Result<Submission> (*read)(const crypto::Statement& statement);

    /// The kind of the statement it rests on, which must be here; none where it rests on none. As the table of kinds
    /// (crypto/statement/kinds) says for all readers.
    std::optional<crypto::StatementKind> rests_on() const { return crypto::facts_of(kind).rests_kind; }
};

std::span<const SubmittedKind> submitted_kinds();
/// Errors: Refused for a kind that is not taken from an outbox.
Result<const SubmittedKind*> submitted_kind(crypto::StatementKind kind);

}  // namespace assay::escrow
