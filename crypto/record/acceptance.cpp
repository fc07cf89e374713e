// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/acceptance.hpp"

namespace assay::crypto {

std::string Acceptance::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("export", exported.render()).set("closed", commitments).set("sealed", render_sealed_parts(sealed));
    return render_payload(StatementKind::Acceptance, {{"deposit", deposit.digests()}}, predicate);
}

Result<Acceptance> Acceptance::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Acceptance));
    const auto room = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    const auto exported = TRY(read_link(record, "export"));
    auto commitments = TRY(read_commitments(record));
    auto sealed = TRY(read_sealed_parts(record));
    TRY(record.finish());
    return Acceptance{room, statement.claimed_time(), deposit, exported, std::move(commitments), std::move(sealed)};
}

std::string Refusal::payload() const {
    auto predicate = predicate_head(signer, time);
    auto list = Json::array();
    for (const auto& reason : reasons) list.push(reason);
    predicate.set("reasons", std::move(list)).set("closed", commitments).set("sealed", render_sealed_parts(sealed));
    return render_payload(StatementKind::Refusal, {{"deposit", deposit.digests()}}, predicate);
}

Result<Refusal> Refusal::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Refusal));
    const auto signer = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    auto reasons = TRY(record.texts("reasons"));
    auto commitments = TRY(read_commitments(record));
    auto sealed = TRY(read_sealed_parts(record));
    TRY(record.finish());
    if (reasons.empty() || reasons.size() > 64) return record.wrong("reasons", "is empty or too long");
    return Refusal{signer,           statement.claimed_time(), deposit, std::move(reasons), std::move(commitments),
                   std::move(sealed)};
}

}  // namespace assay::crypto
