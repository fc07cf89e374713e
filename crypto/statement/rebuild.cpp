// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/rebuild.hpp"

namespace assay::crypto {

std::string Rebuild::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("acceptance", acceptance.render()).set("outcome", outcome == Outcome::Built ? "built" : "failed").set("closed", commitments);
    return render_payload(StatementKind::Rebuild, {{"deposit", deposit}}, predicate);
}

Result<Rebuild> Rebuild::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Rebuild));
    const auto outcome = TRY(record.text("outcome"));
    if (outcome != "built" && outcome != "failed") return record.wrong("outcome", "is neither \"built\" nor \"failed\"");
    Rebuild out{TRY(only_signer(statement)), statement.claimed_time(), TRY(read_subject(statement, "deposit")), TRY(read_link(record, "acceptance")),
                outcome == "built" ? Outcome::Built : Outcome::Failed, TRY(read_commitments(record))};
    TRY(record.finish());
    return out;
}

}  // namespace assay::crypto
