// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/export.hpp"

namespace assay::crypto {

std::string Export::payload() const {
    auto predicate = predicate_head(custodian, time);
    predicate.set("held", held.render())
        .set("agreement", agreement.render())
        .set("room", encode_hex(room.view()))
        .set("pieces", pieces.render());
    return render_payload(StatementKind::Export, {{"deposit", deposit.digests()}}, predicate);
}

Result<Export> Export::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Export));
    const auto custodian = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    const auto held = TRY(read_link(record, "held"));
    const auto agreement = TRY(read_link(record, "agreement"));
    const auto room = TRY(read_hex<IdentityId>(record, "room"));
    const auto pieces = TRY(read_digests(record, "pieces"));
    TRY(record.finish());
    return Export{custodian, statement.claimed_time(), deposit, held, agreement, room, pieces};
}

}  // namespace assay::crypto
