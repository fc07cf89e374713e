// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/predicate.hpp"

#include "base/core/text.hpp"
#include "crypto/statement/commitment.hpp"

namespace assay::crypto {

Result<Record> open_predicate(const Statement& statement, StatementKind kind) {
    if (statement.kind() != kind)
        return fail(ErrorKind::Invalid, "expected a statement of kind " + std::string(name_of(kind)) +
                                            ", this is one of kind " + std::string(name_of(statement.kind())));
    auto record = TRY(Record::of(statement.predicate(), std::string(name_of(kind))));
    // Statement::open has read them, and taken the salt out.
    record.optional("signer");
    record.optional("signers");
    record.optional("time");
    return record;
}

Result<IdentityId> only_signer(const Statement& statement) {
    if (statement.named_signers().size() != 1)
        return fail(ErrorKind::Invalid, std::string(name_of(statement.kind())) + ": must have one signer");
    return statement.named_signers()[0];
}

Result<StatementLink> rests_on(const Statement& statement) {
    const auto& facts = facts_of(statement.kind());
    const auto* link = facts.rests_on.empty() ? nullptr : statement.predicate().find(facts.rests_on);
    if (link == nullptr) return fail(ErrorKind::Invalid, std::string(facts.name) + ": rests on no other statement");
    return StatementLink::parse(*link, std::string(facts.name) + ": " + std::string(facts.rests_on));
}

Result<StatementLink> read_link(Record& record, std::string_view key) {
    return StatementLink::parse(*TRY(record.any(key)), record.what() + ": " + std::string(key));
}

Result<DigestSet> read_digests(Record& record, std::string_view key) {
    return DigestSet::parse(*TRY(record.any(key)), record.what() + ": " + std::string(key));
}

Result<Json> read_commitments(Record& record) {
    const auto* closed = TRY(record.any("closed"));
    if (closed->members() == nullptr || closed->members()->size() > ClosedPart::kFieldsMax)
        return record.wrong("closed", "is not a list of commitments");
    for (const auto& [field, value] : *closed->members()) {
        if (value.text() == nullptr) return record.wrong("closed", "holds something other than commitments");
        TRY(decode_hex_as<Commitment>(*value.text(), record.what() + ": the commitment to " + quote(field)));
    }
    return *closed;
}

Result<DigestSet> read_subject(const Statement& statement, std::string_view name) {
    const auto subject = TRY(statement.subject());
    if (subject.name != name)
        return fail(ErrorKind::Invalid, std::string(name_of(statement.kind())) + ": its subject is " +
                                            quote(subject.name) + ", not " + quote(name));
    return subject.digest;
}

Result<StatementLink> read_linked_subject(const Statement& statement, std::string_view name) {
    return StatementLink(TRY(read_subject(statement, name)));
}

}  // namespace assay::crypto
