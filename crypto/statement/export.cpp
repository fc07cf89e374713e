// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/export.hpp"

namespace assay::crypto {

std::string Export::payload() const {
    auto predicate = predicate_head(custodian, time);
    predicate.set("held", held.render()).set("agreement", agreement.render()).set("room", encode_hex(room.view())).set("pieces", pieces.render());
    return render_payload(StatementKind::Export, {{"deposit", deposit}}, predicate);
}

Result<Export> Export::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Export));
    Export out{TRY(only_signer(statement)), statement.claimed_time(), TRY(read_subject(statement, "deposit")), TRY(read_link(record, "held")),
               TRY(read_link(record, "agreement")), TRY(read_hex<IdentityId>(record, "room")), TRY(read_link(record, "pieces"))};
    TRY(record.finish());
    return out;
}

}  // namespace assay::crypto
