// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/reports.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

using crypto::Link;
using crypto::Rebuild;

const std::set<std::string> kReasons = {
    "key-does-not-open", "wrong-nonce",      "key-commitment",       "closed-part",     "piece-digest",
    "index-malformed",   "snapshot-differs", "source-unpack-failed", "shares-differ",   "recipe-invalid",
    "unlocked-input",    "material-missing", "material-differs",     "product-differs", "too-large"};
constexpr std::size_t kComparisonsMax = 10'000;

Json render_texts(const std::vector<std::string>& texts) {
    auto out = Json::array();
    for (const auto& text : texts) out.push(text);
    return out;
}

constexpr std::size_t kReadersMax = 64;

Json render_readers(const std::vector<Reader>& readers) {
    auto out = Json::array();
    for (const auto& reader : readers)
        out.push(Json::object({{"id", encode_hex(reader.id.view())}, {"recipient", reader.recipient}}));
    return out;
}

Result<std::vector<Reader>> parse_readers(Record& record) {
    const auto* list = TRY(record.array("readers"));
    if (list->size() > kReadersMax) return record.wrong("readers", "has more than 64 entries");
    std::vector<Reader> out;
    for (const auto& item : *list) {
        auto reader = TRY(Record::of(item, "report: reader"));
        const auto id = TRY(crypto::read_hex<crypto::IdentityId>(reader, "id"));
        auto recipient = TRY(reader.text("recipient"));
        TRY(reader.finish());
        out.push_back({id, std::move(recipient)});
    }
    return out;
}

Result<Link> link(Record& record, std::string_view key) {
    return crypto::DigestSet::parse(*TRY(record.any(key)), record.what() + ": " + std::string(key));
}

Result<AcceptanceReport> parse_acceptance(Record& record) {
    AcceptanceReport out;
    out.deposit = TRY(link(record, "deposit"));
    out.exported = TRY(link(record, "export"));
    out.snapshot = *TRY(record.any("snapshot"));
    out.levels = TRY(record.texts("levels"));
    out.findings = *TRY(record.any("findings"));
    out.readers = TRY(parse_readers(record));
    for (const auto& level : out.levels)
        if (level != "L1" && level != "L2") return record.wrong("levels", "holds something other than L1 and L2");
    return out;
}

Result<RefusalReport> parse_refusal(Record& record) {
    RefusalReport out;
    out.deposit = TRY(link(record, "deposit"));
    out.reasons = TRY(record.texts("reasons"));
    out.details = *TRY(record.any("details"));
    out.readers = TRY(parse_readers(record));
    if (out.reasons.empty()) return record.wrong("reasons", "is empty");
    for (const auto& reason : out.reasons)
        if (!kReasons.contains(reason))
            return record.wrong("reasons", "holds " + quote(reason) + ", which is no reason");
    return out;
}

Result<RebuildReport> parse_rebuild(Record& record) {
    RebuildReport out;
    out.deposit = TRY(link(record, "deposit"));
    out.acceptance = TRY(link(record, "acceptance"));
    const auto outcome = TRY(record.text("outcome"));
    if (outcome != "built" && outcome != "failed")
        return record.wrong("outcome", "is neither \"built\" nor \"failed\"");
    out.outcome = outcome == "built" ? Rebuild::Outcome::Built : Rebuild::Outcome::Failed;
    out.provenance = *TRY(record.any("provenance"));
    out.outputs = *TRY(record.any("outputs"));
    out.opaque = *TRY(record.any("opaque"));
    out.log = *TRY(record.any("log"));
    out.readers = TRY(parse_readers(record));
    return out;
}

Result<VerdictReport> parse_verdict(Record& record) {
    VerdictReport out;
    out.deposit = TRY(link(record, "deposit"));
    out.rebuild = TRY(link(record, "rebuild"));
    const auto* comparisons = TRY(record.array("comparisons"));
    if (comparisons->empty() || comparisons->size() > kComparisonsMax)
        return record.wrong("comparisons", "is empty or too long");
    for (const auto& item : *comparisons) out.comparisons.push_back(TRY(crypto::Comparison::parse(item)));
    out.grade = TRY(crypto::Grade::parse(*TRY(record.any("grade"))));
    out.mutations = TRY(record.decimal("mutations"));
    out.noticed = TRY(record.decimal("noticed"));
    out.findings = *TRY(record.any("findings"));
    out.vsa = *TRY(record.any("vsa"));
    out.readers = TRY(parse_readers(record));
    if (out.verdict() != crypto::VerdictKind::NotComparable && (out.mutations == 0 || out.noticed != out.mutations))
        return fail(ErrorKind::Refused, "the comparer noticed " + std::to_string(out.noticed) + " of " +
                                            std::to_string(out.mutations) +
                                            " seeded mutations: it is not fit to judge");
    return out;
}

}  // namespace

crypto::VerdictKind VerdictReport::verdict() const {
    auto worst = crypto::VerdictKind::Identical;
    for (const auto& comparison : comparisons) worst = std::max(worst, comparison.verdict);
    return worst;
}

Json render_report(const Report& report) {
    if (const auto* acceptance = std::get_if<AcceptanceReport>(&report))
        return Json::object({{"kind", "acceptance"},
                             {"deposit", acceptance->deposit.render()},
                             {"export", acceptance->exported.render()},
                             {"snapshot", acceptance->snapshot},
                             {"levels", render_texts(acceptance->levels)},
                             {"findings", acceptance->findings},
                             {"readers", render_readers(acceptance->readers)}});
    if (const auto* refusal = std::get_if<RefusalReport>(&report))
        return Json::object({{"kind", "refusal"},
                             {"deposit", refusal->deposit.render()},
                             {"reasons", render_texts(refusal->reasons)},
                             {"details", refusal->details},
                             {"readers", render_readers(refusal->readers)}});
    if (const auto* rebuild = std::get_if<RebuildReport>(&report))
        return Json::object({{"kind", "rebuild"},
                             {"deposit", rebuild->deposit.render()},
                             {"acceptance", rebuild->acceptance.render()},
                             {"outcome", rebuild->outcome == Rebuild::Outcome::Built ? "built" : "failed"},
                             {"provenance", rebuild->provenance},
                             {"outputs", rebuild->outputs},
                             {"opaque", rebuild->opaque},
                             {"log", rebuild->log},
                             {"readers", render_readers(rebuild->readers)}});
    if (const auto* outbox = std::get_if<OutboxReport>(&report))
        return Json::object(
            {{"kind", "outbox"}, {"statements", outbox->statements.render()}, {"evidence", outbox->evidence.render()}});
    const auto& verdict = std::get<VerdictReport>(report);
    auto comparisons = Json::array();
    for (const auto& comparison : verdict.comparisons) comparisons.push(comparison.render());
    return Json::object({{"kind", "verdict"},
                         {"deposit", verdict.deposit.render()},
                         {"rebuild", verdict.rebuild.render()},
                         {"comparisons", std::move(comparisons)},
                         {"grade", verdict.grade.render()},
                         {"mutations", Json::decimal(verdict.mutations)},
                         {"noticed", Json::decimal(verdict.noticed)},
                         {"findings", verdict.findings},
                         {"vsa", verdict.vsa},
                         {"readers", render_readers(verdict.readers)}});
}

Result<Report> parse_report(const Json& json) {
    auto record = TRY(Record::of(json, "report"));
    const auto kind = TRY(record.text("kind"));
    Result<Report> out = fail(ErrorKind::Refused, "the signer does not sign reports of kind " + quote(kind));
    if (kind == "acceptance") out = TRY(parse_acceptance(record));
    if (kind == "refusal") out = TRY(parse_refusal(record));
    if (kind == "rebuild") out = TRY(parse_rebuild(record));
    if (kind == "verdict") out = TRY(parse_verdict(record));
    if (kind == "outbox") {
        const auto statements = TRY(link(record, "statements"));
        out = OutboxReport{statements, TRY(link(record, "evidence"))};
    }
    if (out) TRY(record.finish());
    return out;
}

}  // namespace assay::verifier
