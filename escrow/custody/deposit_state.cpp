// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/deposit_state.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::StatementKind;

constexpr DepositStage kStages[] = {DepositStage::Held, DepositStage::Accepted, DepositStage::Refused,
                                    DepositStage::Judged};
constexpr std::string_view kFull = "full", kSourceOnly = "source-only";
constexpr std::string_view kStateFormat = "assay-deposit-v1", kListFormat = "assay-deposits-v1";
constexpr std::size_t kListMax = 65'536;

Result<Record> open_top(const Json& json, const std::string& what, std::string_view format) {
    auto record = TRY(Record::of(json, what));
    if (const auto found = TRY(record.text("format")); found != format)
        return fail(ErrorKind::Unsupported, what + ": the format " + quote(found) + " is unknown to this version");
    return record;
}

template <typename Value, std::size_t N>
Result<Value> parse_name(const Value (&values)[N], std::string_view name, std::string_view what) {
    for (const auto value : values)
        if (name_of(value) == name) return value;
    return fail(ErrorKind::Invalid, std::string(what) + ": " + quote(name) + " is unknown to this version");
}

/// A deposit, or any kind that is about one.
Result<StatementKind> parse_event_kind(std::string_view name) {
    for (const auto& facts : crypto::all_kinds())
        if (facts.name == name && (facts.kind == StatementKind::Deposit || facts.subject == "deposit"))
            return facts.kind;
    return fail(ErrorKind::Invalid, "deposit: event: " + quote(name) + " is unknown to this version");
}

Result<crypto::DepositClass> parse_class(std::string_view name) {
    if (name == kFull) return crypto::DepositClass::Full;
    if (name == kSourceOnly) return crypto::DepositClass::SourceOnly;
    return fail(ErrorKind::Invalid, "deposit: " + quote(name) + " is no class");
}

Json render_event(const DepositState::Event& event) {
    return Json::object({{"kind", crypto::name_of(event.kind)},
                         {"statement", crypto::hex(event.id)},
                         {"signer", event.signer},
                         {"time", event.claimed_time.render()},
                         {"index", Json::decimal(event.index)},
                         {"detail", event.detail},
                         {"counts", event.counts}});
}

Result<DepositState::Event> parse_event(const Json& json) {
    auto record = TRY(Record::of(json, "deposit: event"));
    const auto kind = TRY(parse_event_kind(TRY(record.text("kind"))));
    const auto id = TRY(decode_hex_as<crypto::StatementId>(TRY(record.text("statement")), "deposit: event: statement"));
    auto signer = TRY(record.text("signer"));
    const auto time = TRY_WITHIN("deposit: event", Time::parse(TRY(record.text("time"))));
    const auto index = TRY(record.decimal("index"));
    auto detail = TRY(record.text("detail"));
    const auto counts = TRY(record.boolean("counts"));
    TRY(record.finish());
    return DepositState::Event{.kind = kind,
                               .id = id,
                               .signer = std::move(signer),
                               .claimed_time = time,
                               .index = index,
                               .detail = std::move(detail),
                               .counts = counts};
}

Json render_conflict(const Conflict& conflict) {
    auto statements = Json::array();
    for (const auto& id : conflict.statements) statements.push(crypto::hex(id));
    return Json::object(
        {{"what", conflict.what}, {"statements", std::move(statements)}, {"excludes", conflict.excludes}});
}

Result<Conflict> parse_conflict(const Json& json) {
    auto record = TRY(Record::of(json, "deposit: conflict"));
    auto what = TRY(record.text("what"));
    const auto* statements = TRY(record.array("statements"));
    const auto excludes = TRY(record.boolean("excludes"));
    TRY(record.finish());
    if (statements->size() > kListMax) return fail(ErrorKind::Limit, "deposit: a conflict has too many statements");
    Conflict out{.what = std::move(what), .statements = {}, .excludes = excludes};
    for (const auto& each : *statements) {
        if (each.text() == nullptr) return record.wrong("statements", "holds what is no text");
        out.statements.push_back(TRY(decode_hex_as<crypto::StatementId>(*each.text(), "deposit: conflict: statement")));
    }
    return out;
}

Result<std::vector<crypto::VerdictKind>> parse_verdicts(const Json::Array& list) {
    if (list.size() > kListMax) return fail(ErrorKind::Limit, "deposit: has too many verdicts");
    std::vector<crypto::VerdictKind> out;
    for (const auto& each : list) {
        if (each.text() == nullptr) return fail(ErrorKind::Invalid, "deposit: a verdict is no text");
        out.push_back(TRY(crypto::parse_verdict_kind(*each.text())));
    }
    if (!std::ranges::is_sorted(out, std::ranges::greater()))
        return fail(ErrorKind::Invalid, "deposit: its verdicts are not in order, worst first");
    return out;
}

}  // namespace

std::string_view name_of(DepositStage stage) {
    switch (stage) {
        case DepositStage::Held: return "held";
        case DepositStage::Accepted: return "accepted";
        case DepositStage::Refused: return "refused";
        case DepositStage::Judged: return "judged";
    }
    return {};
}

std::string DepositSummary::word() const {
    if (verdicts.empty()) return std::string(name_of(stage));
    return verdict_words([](const auto kind) { return std::string(crypto::name_of(kind)); });
}

std::string DepositSummary::verdict_words(const std::function<std::string(crypto::VerdictKind)>& name) const {
    std::vector<std::string> words;
    for (auto at = verdicts.begin(); at != verdicts.end();) {
        const auto next = std::find_if(at, verdicts.end(), [&](const auto kind) { return kind != *at; });
        const auto count = next - at;
        words.push_back((count > 1 ? std::to_string(count) + " " : "") + name(*at));
        at = next;
    }
    return join(words, ", ");
}

Json DepositSummary::render() const {
    auto words = Json::array();
    for (const auto verdict : verdicts) words.push(crypto::name_of(verdict));
    return Json::object({{"id", crypto::render_deposit_id(id)},
                         {"vendor", crypto::hex(vendor)},
                         {"vendor_name", vendor_name},
                         {"time", time.render()},
                         {"agreement", crypto::hex(agreement)},
                         {"class", deposit_class == crypto::DepositClass::Full ? kFull : kSourceOnly},
                         {"piece_count", Json::decimal(piece_count)},
                         {"sealed_bytes", Json::decimal(sealed_bytes)},
                         {"stage", name_of(stage)},
                         {"verdicts", std::move(words)},
                         {"conflicts", Json::decimal(conflicts)},
                         {"remarks", Json::decimal(remarks)}});
}

Result<DepositSummary> DepositSummary::parse(const Json& json) {
    auto record = TRY(Record::of(json, "deposit"));
    const auto id = TRY(crypto::parse_deposit_id(TRY(record.text("id"))));
    const auto vendor = TRY(decode_hex_as<crypto::IdentityId>(TRY(record.text("vendor")), "deposit: vendor"));
    auto vendor_name = TRY(record.text("vendor_name"));
    const auto time = TRY_WITHIN("deposit", Time::parse(TRY(record.text("time"))));
    const auto agreement = TRY(decode_hex_as<crypto::StatementId>(TRY(record.text("agreement")), "deposit: agreement"));
    const auto deposit_class = TRY(parse_class(TRY(record.text("class"))));
    const auto piece_count = TRY(record.decimal("piece_count"));
    const auto sealed_bytes = TRY(record.decimal("sealed_bytes"));
    const auto stage = TRY(parse_name(kStages, TRY(record.text("stage")), "deposit: stage"));
    auto verdicts = TRY(parse_verdicts(*TRY(record.array("verdicts"))));
    const auto conflicts = TRY(record.decimal("conflicts"));
    const auto remarks = TRY(record.decimal("remarks"));
    TRY(record.finish());
    if (verdicts.empty() != (stage != DepositStage::Judged))
        return record.wrong("verdicts", "do not go with its stage");
    return DepositSummary{.id = id,
                          .vendor = vendor,
                          .vendor_name = std::move(vendor_name),
                          .time = time,
                          .agreement = agreement,
                          .deposit_class = deposit_class,
                          .piece_count = piece_count,
                          .sealed_bytes = sealed_bytes,
                          .stage = stage,
                          .verdicts = std::move(verdicts),
                          .conflicts = conflicts,
                          .remarks = remarks};
}

Json DepositState::render() const {
    auto list = Json::array();
    for (const auto& event : events) list.push(render_event(event));
    auto excluding = Json::array();
    for (const auto& conflict : conflicts) excluding.push(render_conflict(conflict));
    return Json::object({{"format", kStateFormat},
                         {"deposit", summary.render()},
                         {"events", std::move(list)},
                         {"conflicts", std::move(excluding)}});
}

Result<DepositState> DepositState::parse(const Json& json) {
    auto record = TRY(open_top(json, "deposit", kStateFormat));
    auto summary = TRY(DepositSummary::parse(*TRY(record.any("deposit"))));
    const auto* events = TRY(record.array("events"));
    const auto* conflicts = TRY(record.array("conflicts"));
    TRY(record.finish());
    if (std::max(events->size(), conflicts->size()) > kListMax)
        return fail(ErrorKind::Limit, "deposit: has too many events");
    DepositState out{.summary = std::move(summary), .events = {}, .conflicts = {}};
    for (const auto& event : *events) out.events.push_back(TRY(parse_event(event)));
    for (const auto& conflict : *conflicts) out.conflicts.push_back(TRY(parse_conflict(conflict)));
    return out;
}

Json render_deposits(const std::vector<DepositSummary>& deposits) {
    auto list = Json::array();
    for (const auto& deposit : deposits) list.push(deposit.render());
    return Json::object({{"format", kListFormat}, {"deposits", std::move(list)}});
}

Result<std::vector<DepositSummary>> parse_deposits(const Json& json) {
    auto record = TRY(open_top(json, "list of deposits", kListFormat));
    const auto* deposits = TRY(record.array("deposits"));
    TRY(record.finish());
    if (deposits->size() > kListMax) return fail(ErrorKind::Limit, "list of deposits: is too long");
    std::vector<DepositSummary> out;
    for (const auto& deposit : *deposits) out.push_back(TRY(DepositSummary::parse(deposit)));
    return out;
}

}  // namespace assay::escrow
