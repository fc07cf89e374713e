// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/dsse.hpp"
#include "crypto/statement/kinds.hpp"
#include "crypto/statement/salted_envelope.hpp"
#include "crypto/statement/statement_link.hpp"

namespace assay::crypto {

/// A statement as it came: its envelope is read once, and nothing in it is verified.
///
/// - `envelope` is what the DSSE text holds; its payload type is that of statements.
/// - `kind` and `link` are for sorting and finding. They say nothing of who signed, or whether anybody did.
class UnverifiedStatement {
public:
    /// Errors: Invalid, Limit; Unsupported for another payload type.
    static Result<UnverifiedStatement> read(SaltedEnvelope salted);

    const SaltedEnvelope& salted() const { return salted_; }
    const DsseEnvelope& envelope() const { return envelope_; }
    const StatementLink& link() const { return link_; }
    StatementId id() const { return link_.id(); }
    /// The kind that the payload claims; reads the payload each time. Errors: Invalid when the payload is not in our
    /// one form; Unsupported for another type or kind.
    Result<StatementKind> kind() const;

private:
    UnverifiedStatement(SaltedEnvelope salted, DsseEnvelope envelope);

    SaltedEnvelope salted_;
    DsseEnvelope envelope_;
    StatementLink link_;
};

}  // namespace assay::crypto
