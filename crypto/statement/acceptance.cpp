// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/acceptance.hpp"

namespace assay::crypto {

std::string Acceptance::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("export", exported.render()).set("closed", commitments);
    return render_payload(StatementKind::Acceptance, {{"deposit", deposit}}, predicate);
}

Result<Acceptance> Acceptance::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Acceptance));
    Acceptance out{TRY(only_signer(statement)), statement.claimed_time(), TRY(read_subject(statement, "deposit")), TRY(read_link(record, "export")), TRY(read_commitments(record))};
    TRY(record.finish());
    return out;
}

std::string Refusal::payload() const {
    auto predicate = predicate_head(signer, time);
    auto list = Json::array();
    for (const auto& reason : reasons) list.push(reason);
    predicate.set("reasons", std::move(list)).set("closed", commitments);
    return render_payload(StatementKind::Refusal, {{"deposit", deposit}}, predicate);
}

Result<Refusal> Refusal::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Refusal));
    Refusal out{TRY(only_signer(statement)), statement.claimed_time(), TRY(read_subject(statement, "deposit")), TRY(record.texts("reasons")), TRY(read_commitments(record))};
    TRY(record.finish());
    if (out.reasons.empty() || out.reasons.size() > 64) return record.wrong("reasons", "is empty or too long");
    return out;
}

}  // namespace assay::crypto
