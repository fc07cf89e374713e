// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/statement/deposit_id.hpp"

/// Shared by the typed statements: reading and writing the members they have in common.
namespace assay::crypto {

/// The predicate of a statement of that kind, its signer and time already asked for. Errors: Invalid for another kind.
Result<Record> open_predicate(const Statement& statement, StatementKind kind);

/// The only signer of a statement.
Result<IdentityId> only_signer(const Statement& statement);

/// The statement that a statement rests on, by the member that the table of kinds names. Errors: Invalid, also for a
/// kind that rests on none.
Result<StatementLink> rests_on(const Statement& statement);

/// A member that names a statement. Errors: Invalid.
Result<StatementLink> read_link(Record& record, std::string_view key);
/// A member with both digests of anything else. Errors: Invalid.
Result<DigestSet> read_digests(Record& record, std::string_view key);

/// The `closed` member: a map of field names to commitments, both well formed. Errors: Invalid.
Result<Json> read_commitments(Record& record);

/// A 32-byte or other fixed value in hexadecimal.
template <typename Fixed>
Result<Fixed> read_hex(Record& record, std::string_view key) {
    return decode_hex_as<Fixed>(TRY(record.text(key)), record.what() + ": " + std::string(key));
}

/// The digests of the statement's only subject, which must be named `name`. Errors: Invalid.
Result<DigestSet> read_subject(const Statement& statement, std::string_view name);
/// The same where the subject is a statement.
Result<StatementLink> read_linked_subject(const Statement& statement, std::string_view name);

}  // namespace assay::crypto
