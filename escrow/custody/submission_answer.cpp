// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/submission_answer.hpp"

#include "base/core/error_json.hpp"
#include "base/core/text.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kFormat = "assay-submission-v1";
constexpr std::size_t kRefusedMax = 256;

Json render_flagged(const SubmissionAnswer::Flagged& flagged) {
    auto statements = Json::array();
    for (const auto& id : flagged.statements) statements.push(crypto::hex(id));
    return Json::object({{"deposit", crypto::render_deposit_id(flagged.deposit)},
                         {"what", flagged.what},
                         {"statements", std::move(statements)},
                         {"excludes", flagged.excludes}});
}

Result<SubmissionAnswer::Flagged> parse_flagged(const Json& json) {
    auto record = TRY(Record::of(json, "submission: conflict"));
    const auto deposit = TRY(crypto::parse_deposit_id(TRY(record.text("deposit"))));
    auto what = TRY(record.text("what"));
    const auto names = TRY(record.texts("statements"));
    const auto excludes = TRY(record.boolean("excludes"));
    TRY(record.finish());
    if (names.size() > SubmissionAnswer::kNamedMax) return record.wrong("statements", "is too long");
    std::vector<crypto::StatementId> statements;
    for (const auto& name : names)
        statements.push_back(TRY(decode_hex_as<crypto::StatementId>(name, "submission: conflict: statement")));
    return SubmissionAnswer::Flagged{deposit, std::move(what), std::move(statements), excludes};
}

}  // namespace

Json SubmissionAnswer::render() const {
    auto list = Json::array();
    for (const auto& each : refused)
        list.push(Json::object({{"statement", crypto::hex(each.statement)}, {"error", to_json(each.why)}}));
    auto flagged = Json::array();
    for (const auto& each : conflicts) flagged.push(render_flagged(each));
    auto out = Json::object({{"format", kFormat}, {"refused", std::move(list)}, {"conflicts", std::move(flagged)}});
    proofs.render_into(out);
    return out;
}

Result<SubmissionAnswer> SubmissionAnswer::parse(const Json& json) {
    auto record = TRY(Record::of(json, "submission"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "submission: the format " + quote(format) + " is unknown to this version");
    SubmissionAnswer out;
    const auto* list = TRY(record.array("refused"));
    if (list->size() > kRefusedMax) return record.wrong("refused", "has more than 256 entries");
    for (const auto& item : *list) {
        auto each = TRY(Record::of(item, "submission: refused statement"));
        const auto id = TRY(decode_hex_as<crypto::StatementId>(TRY(each.text("statement")), "a refused statement"));
        auto why = TRY(parse_error(*TRY(each.any("error"))));
        TRY(each.finish());
        out.refused.push_back({id, std::move(why)});
    }
    const auto* flagged = TRY(record.array("conflicts"));
    if (flagged->size() > SubmissionAnswer::kFlaggedMax) return record.wrong("conflicts", "has more than 256 entries");
    for (const auto& item : *flagged) out.conflicts.push_back(TRY(parse_flagged(item)));
    out.proofs = TRY(crypto::ProofSet::read(record));
    TRY(record.finish());
    return out;
}

}  // namespace assay::escrow
