// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/endorsement.hpp"

namespace assay::crypto {

std::string Endorsement::payload() const {
    auto predicate = predicate_head(root, time);
    predicate.set("role", name_of(role)).set("valid", validity.render());
    return render_payload(StatementKind::Endorsement, {{"identity", identity.digests()}}, predicate);
}

Result<Endorsement> Endorsement::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Endorsement));
    const auto role = TRY(parse_role(TRY(record.text("role"))));
    const auto validity = TRY(Validity::parse(*TRY(record.any("valid")), "endorsement: validity"));
    TRY(record.finish());
    const auto root = TRY(only_signer(statement));
    const auto identity = TRY(read_linked_subject(statement, "identity"));
    return Endorsement{root, statement.claimed_time(), identity, role, validity};
}

}  // namespace assay::crypto
