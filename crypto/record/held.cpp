// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/held.hpp"

namespace assay::crypto {

std::string Held::payload() const {
    auto predicate = predicate_head(custodian, time);
    predicate.set("agreement", agreement.render());
    return render_payload(StatementKind::Held, {{"deposit", deposit.digests()}}, predicate);
}

Result<Held> Held::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Held));
    const auto agreement = TRY(read_link(record, "agreement"));
    TRY(record.finish());
    const auto custodian = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    return Held{custodian, statement.claimed_time(), deposit, agreement};
}

}  // namespace assay::crypto
