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
Result<Link> rests_on(const Statement& statement);

/// A Link member. Errors: Invalid.
Result<Link> read_link(Record& record, std::string_view key);

/// The `closed` member: a map of field names to commitments, both well formed. Errors: Invalid.
Result<Json> read_commitments(Record& record);

/// A 32-byte or other fixed value in hexadecimal.
template <typename Fixed>
Result<Fixed> read_hex(Record& record, std::string_view key) {
    return decode_hex_as<Fixed>(TRY(record.text(key)), record.what() + ": " + std::string(key));
}

/// Checks that the statement's only subject is named `name` and is `link`.
Result<Link> read_subject(const Statement& statement, std::string_view name);

}  // namespace assay::crypto
