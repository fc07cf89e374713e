// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/outbox.hpp"

namespace assay::crypto {

std::string OutboxManifest::payload() const {
    return render_payload(StatementKind::Outbox, {{"statements", statements}, {"evidence", evidence}},
                          predicate_head(room, time));
}

Result<OutboxManifest> OutboxManifest::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Outbox));
    TRY(record.finish());
    const auto room = TRY(only_signer(statement));
    const auto& subjects = statement.subjects();
    if (subjects.size() != 2 || subjects[0].name != "statements" || subjects[1].name != "evidence")
        return fail(ErrorKind::Invalid, "outbox: its subjects are not its statements and its evidence");
    return OutboxManifest{room, statement.claimed_time(), subjects[0].digest, subjects[1].digest};
}

}  // namespace assay::crypto
