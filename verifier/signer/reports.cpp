// SPDX-License-Identifier: Apache-2.0
#include "verifier/signer/reports.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::verifier {

namespace {

using crypto::StatementLink;

const std::set<std::string> kReasons = {
    "key-does-not-open", "wrong-nonce",      "key-commitment",       "closed-part",     "piece-digest",
    "index-malformed",   "snapshot-differs", "source-unpack-failed", "shares-differ",   "recipe-invalid",
    "unlocked-input",    "material-missing", "material-differs",     "product-differs", "too-large"};
constexpr std::size_t kComparisonsMax = 10'000;
constexpr std::size_t kReadersMax = 64;
constexpr std::size_t kSecretsMax = 100'000;
constexpr std::size_t kReasonsMax = 64;

/// A list of records, each read by `read`.
template <typename Item, typename Read>
Result<std::vector<Item>> read_list(Record& record, std::string_view key, std::size_t most, Read read) {
    const auto* list = TRY(record.array(key));
    if (list->size() > most)
        return fail(ErrorKind::Limit,
                    record.what() + ": " + quote(key) + " has more than " + std::to_string(most) + " entries");
    std::vector<Item> out;
    for (const auto& json : *list) {
        auto item = TRY(Record::of(json, record.what() + ": " + std::string(key)));
        out.push_back(TRY(read(item)));
        TRY(item.finish());
    }
    return out;
}

Json render_readers(const std::vector<Reader>& readers) {
    auto out = Json::array();
    for (const auto& reader : readers)
        out.push(Json::object({{"id", encode_hex(reader.id.view())}, {"recipient", reader.recipient}}));
    return out;
}

Result<std::vector<Reader>> parse_readers(Record& record) {
    return read_list<Reader>(record, "readers", kReadersMax, [](Record& item) -> Result<Reader> {
        const auto id = TRY(crypto::read_hex<crypto::IdentityId>(item, "id"));
        auto recipient = TRY(item.text("recipient"));
        return Reader{id, std::move(recipient)};
    });
}

Json render(const AcceptanceReport& report) {
    auto secrets = Json::array();
    for (const auto& secret : report.secrets)
        secrets.push(
            Json::object({{"path", secret.path}, {"what", secret.what}, {"sha256", crypto::hex(secret.sha256)}}));
    return Json::object(
        {{"kind", "acceptance"},
         {"deposit", report.deposit.render()},
         {"export", report.exported.render()},
         {"deposit_envelope", encode_base64(report.deposit_envelope)},
         {"product", Json::object({{"salt", encode_hex(report.product.salt.view())}, {"value", report.product.value}})},
         {"snapshot", report.snapshot.render()},
         {"secrets", std::move(secrets)},
         {"has_recipe", report.has_recipe},
         {"readers", render_readers(report.readers)}});
}

Result<AcceptanceReport> parse_acceptance(Record& record) {
    using Secret = AcceptanceReport::Secret;
    AcceptanceReport out;
    out.deposit = TRY(crypto::read_link(record, "deposit"));
    out.exported = TRY(crypto::read_link(record, "export"));
    out.deposit_envelope = TRY(decode_base64(TRY(record.text("deposit_envelope"))));
    auto product = TRY(record.record("product"));
    out.product.salt = TRY(crypto::read_hex<crypto::FieldSalt>(product, "salt"));
    out.product.value = TRY(product.text("value"));
    TRY(product.finish());
    out.snapshot = TRY(storage::Snapshot::parse(*TRY(record.any("snapshot"))));
    out.secrets = TRY(read_list<Secret>(record, "secrets", kSecretsMax, [](Record& item) -> Result<Secret> {
        auto path = TRY(item.text("path"));
        auto what = TRY(item.text("what"));
        const auto sha256 = TRY(crypto::read_hex<crypto::Sha256>(item, "sha256"));
        return Secret{std::move(path), std::move(what), sha256};
    }));
    out.has_recipe = TRY(record.boolean("has_recipe"));
    out.readers = TRY(parse_readers(record));
    return out;
}

Json render(const RefusalReport& report) {
    auto reasons = Json::array();
    for (const auto& reason : report.reasons)
        reasons.push(Json::object({{"code", reason.code}, {"detail", reason.detail}}));
    return Json::object({{"kind", "refusal"},
                         {"deposit", report.deposit.render()},
                         {"reasons", std::move(reasons)},
                         {"readers", render_readers(report.readers)}});
}

Result<RefusalReport> parse_refusal(Record& record) {
    using Reason = RefusalReport::Reason;
    RefusalReport out;
    out.deposit = TRY(crypto::read_link(record, "deposit"));
    out.reasons = TRY(read_list<Reason>(record, "reasons", kReasonsMax, [](Record& item) -> Result<Reason> {
        auto code = TRY(item.text("code"));
        if (!kReasons.contains(code)) return item.wrong("code", "is " + quote(code) + ", which is no reason");
        auto detail = TRY(item.text("detail"));
        return Reason{std::move(code), std::move(detail)};
    }));
    if (out.reasons.empty()) return record.wrong("reasons", "is empty");
    out.readers = TRY(parse_readers(record));
    return out;
}

Json render(const RebuildReport& report) {
    return Json::object({{"kind", "rebuild"},
                         {"deposit", report.deposit.render()},
                         {"acceptance", report.acceptance.render()},
                         {"provenance", report.provenance.render()},
                         {"outputs", render_outputs(report.outputs)},
                         {"opaque", report.opaque.render()},
                         {"failure", report.failure},
                         {"log_end", report.log_end},
                         {"chain", report.chain ? report.chain->render() : Json()},
                         {"ordinal", Json::decimal(report.ordinal)},
                         {"readers", render_readers(report.readers)}});
}

Result<RebuildReport> parse_rebuild(Record& record) {
    const auto deposit = TRY(crypto::read_link(record, "deposit"));
    const auto acceptance = TRY(crypto::read_link(record, "acceptance"));
    auto provenance = TRY(Provenance::parse(*TRY(record.any("provenance"))));
    auto outputs = TRY(parse_outputs(*TRY(record.any("outputs"))));
    auto opaque = TRY(OpaqueReport::parse(*TRY(record.any("opaque"))));
    auto failure = TRY(record.text("failure"));
    auto log_end = TRY(record.text("log_end"));
    if (log_end.size() > kLogEndBytesMax) return record.wrong("log_end", "is longer than a statement holds of a log");
    if (failure.empty() && !log_end.empty()) return record.wrong("log_end", "is there, and the build has not failed");
    std::optional<ChainKey> chain;
    if (const auto* key = TRY(record.any("chain")); !key->is_null()) chain = TRY(ChainKey::parse(*key));
    const auto ordinal = TRY(record.decimal("ordinal"));
    auto readers = TRY(parse_readers(record));
    return RebuildReport{deposit,           acceptance,         std::move(provenance), std::move(outputs),
                         std::move(opaque), std::move(failure), std::move(log_end),    std::move(chain),
                         ordinal,           std::move(readers)};
}

Json render(const VerdictReport& report) {
    auto comparisons = Json::array();
    for (const auto& comparison : report.comparisons) comparisons.push(comparison.render());
    return Json::object({{"kind", "verdict"},
                         {"deposit", report.deposit.render()},
                         {"rebuild", report.rebuild.render()},
                         {"comparisons", std::move(comparisons)},
                         {"links", crypto::render_links(report.links)},
                         {"grade", report.grade.render()},
                         {"mutations", Json::decimal(report.mutations)},
                         {"noticed", Json::decimal(report.noticed)},
                         {"findings", render_findings(report.findings)},
                         {"policy", crypto::hex(report.policy)},
                         {"readers", render_readers(report.readers)}});
}

Result<VerdictReport> parse_verdict(Record& record) {
    VerdictReport out;
    out.deposit = TRY(crypto::read_link(record, "deposit"));
    out.rebuild = TRY(crypto::read_link(record, "rebuild"));
    const auto* comparisons = TRY(record.array("comparisons"));
    if (comparisons->empty() || comparisons->size() > kComparisonsMax)
        return record.wrong("comparisons", "is empty or too long");
    for (const auto& item : *comparisons) out.comparisons.push_back(TRY(crypto::Comparison::parse(item)));
    out.links = TRY(crypto::parse_links(*TRY(record.any("links"))));
    out.grade = TRY(crypto::Grade::parse(*TRY(record.any("grade"))));
    out.mutations = TRY(record.decimal("mutations"));
    out.noticed = TRY(record.decimal("noticed"));
    out.findings = TRY(parse_findings(*TRY(record.any("findings"))));
    out.policy = TRY(crypto::read_hex<crypto::Sha256>(record, "policy"));
    out.readers = TRY(parse_readers(record));
    return out;
}

Json render(const AccessReport& report) {
    return Json::object({{"kind", "access"},
                         {"deposit", report.deposit.render()},
                         {"acceptance", report.acceptance.render()},
                         {"opened", report.opened.render()},
                         {"basis", report.basis},
                         {"readers", render_readers(report.readers)}});
}

Result<AccessReport> parse_access(Record& record) {
    AccessReport out;
    out.deposit = TRY(crypto::read_link(record, "deposit"));
    out.acceptance = TRY(crypto::read_link(record, "acceptance"));
    out.opened = TRY(crypto::Opened::parse(*TRY(record.any("opened"))));
    out.basis = TRY(record.text("basis"));
    TRY(crypto::check_basis(out.basis));
    out.readers = TRY(parse_readers(record));
    return out;
}

Json render(const OutboxReport& report) {
    return Json::object(
        {{"kind", "outbox"}, {"statements", report.statements.render()}, {"evidence", report.evidence.render()}});
}

Result<OutboxReport> parse_outbox(Record& record) {
    const auto statements = TRY(crypto::read_digests(record, "statements"));
    const auto evidence = TRY(crypto::read_digests(record, "evidence"));
    return OutboxReport{statements, evidence};
}

}  // namespace

std::vector<std::string> AcceptanceReport::levels() const {
    std::vector<std::string> out;
    if (secrets.empty()) out.emplace_back("L1");
    if (has_recipe) out.emplace_back("L2");
    return out;
}

std::vector<std::string> RefusalReport::codes() const {
    std::vector<std::string> out;
    for (const auto& reason : reasons)
        if (std::ranges::find(out, reason.code) == out.end()) out.push_back(reason.code);
    return out;
}

crypto::VerdictKind VerdictReport::verdict() const {
    auto worst = crypto::VerdictKind::Identical;
    for (const auto& comparison : comparisons) worst = std::max(worst, comparison.verdict);
    return worst;
}

Json render_report(const Report& report) {
    return std::visit([](const auto& typed) { return render(typed); }, report);
}

Result<Report> parse_report(const Json& json) {
    auto record = TRY(Record::of(json, "report"));
    const auto kind = TRY(record.text("kind"));
    Result<Report> out = fail(ErrorKind::Refused, "the signer does not sign reports of kind " + quote(kind));
    if (kind == "acceptance") out = TRY(parse_acceptance(record));
    if (kind == "refusal") out = TRY(parse_refusal(record));
    if (kind == "rebuild") out = TRY(parse_rebuild(record));
    if (kind == "verdict") out = TRY(parse_verdict(record));
    if (kind == "access") out = TRY(parse_access(record));
    if (kind == "outbox") out = TRY(parse_outbox(record));
    if (out) TRY(record.finish());
    return out;
}

Json SignedReport::render() const {
    auto parts = Json::array();
    for (const auto& part : sealed)
        parts.push(Json::object({{"to", crypto::hex(part.to)}, {"file", encode_base64(part.file)}}));
    return Json::object({{"statement", statement.render()}, {"closed", closed.render()}, {"sealed", std::move(parts)}});
}

Result<SignedReport> SignedReport::parse(const Json& json, std::string_view what) {
    auto record = TRY(Record::of(json, std::string(what)));
    auto statement = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("statement")), what));
    auto closed = TRY(crypto::ClosedPart::parse(TRY(record.text("closed"))));
    auto sealed = TRY(
        read_list<crypto::SealedPart>(record, "sealed", kReadersMax, [](Record& item) -> Result<crypto::SealedPart> {
            const auto to = TRY(crypto::read_hex<crypto::IdentityId>(item, "to"));
            auto file = TRY(decode_base64(TRY(item.text("file"))));
            return crypto::SealedPart{to, std::move(file)};
        }));
    TRY(record.finish());
    return SignedReport{std::move(statement), std::move(closed), std::move(sealed)};
}

}  // namespace assay::verifier
