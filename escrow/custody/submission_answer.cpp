// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/submission_answer.hpp"

#include "base/core/error_json.hpp"
#include "base/core/text.hpp"

namespace assay::escrow {

namespace {

constexpr std::string_view kFormat = "assay-submission-v1";
constexpr std::size_t kRefusedMax = 256;

}  // namespace

Json SubmissionAnswer::render() const {
    auto list = Json::array();
    for (const auto& each : refused)
        list.push(Json::object({{"statement", crypto::hex(each.statement)}, {"error", to_json(each.why)}}));
    auto out = Json::object({{"format", kFormat}, {"refused", std::move(list)}});
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
    out.proofs = TRY(crypto::ProofSet::read(record));
    TRY(record.finish());
    return out;
}

}  // namespace assay::escrow
