// SPDX-License-Identifier: Apache-2.0
#include "crypto/record/rebuild.hpp"

namespace assay::crypto {

std::string Rebuild::payload() const {
    auto predicate = predicate_head(room, time);
    predicate.set("acceptance", acceptance.render())
        .set("outcome", outcome == Outcome::Built ? "built" : "failed")
        .set("closed", commitments)
        .set("sealed", render_sealed_parts(sealed));
    if (chain) predicate.set("chain", chain->render());
    return render_payload(StatementKind::Rebuild, {{"deposit", deposit.digests()}}, predicate);
}

Result<Rebuild> Rebuild::parse(const Statement& statement) {
    auto record = TRY(open_predicate(statement, StatementKind::Rebuild));
    const auto outcome = TRY(record.text("outcome"));
    if (outcome != "built" && outcome != "failed")
        return record.wrong("outcome", "is neither \"built\" nor \"failed\"");
    const auto room = TRY(only_signer(statement));
    const auto deposit = TRY(read_linked_subject(statement, "deposit"));
    const auto acceptance = TRY(read_link(record, "acceptance"));
    auto commitments = TRY(read_commitments(record));
    auto sealed = TRY(read_sealed_parts(record));
    std::optional<ChainPlace> chain;
    if (const auto* place = record.optional("chain")) chain = TRY(ChainPlace::parse(*place));
    TRY(record.finish());
    return Rebuild{.room = room,
                   .time = statement.claimed_time(),
                   .deposit = deposit,
                   .acceptance = acceptance,
                   .outcome = outcome == "built" ? Outcome::Built : Outcome::Failed,
                   .commitments = std::move(commitments),
                   .sealed = std::move(sealed),
                   .chain = std::move(chain)};
}

}  // namespace assay::crypto
