// SPDX-License-Identifier: Apache-2.0
#include "verifier/finding/finding.hpp"

#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::string_view kFormat = "assay-findings-1";
constexpr std::size_t kComparisonsMax = 10'000;

constexpr std::pair<FindingKind, std::string_view> kKinds[] = {
    {FindingKind::SetId, "set-id"},
    {FindingKind::Type, "type"},
    {FindingKind::Mode, "mode"},
    {FindingKind::Owner, "owner"},
    {FindingKind::Attributes, "attributes"},
    {FindingKind::Link, "link"},
    {FindingKind::Device, "device"},
    {FindingKind::Name, "name"},
    {FindingKind::OnlyDeployed, "only-deployed"},
    {FindingKind::OnlyRebuilt, "only-rebuilt"},
    {FindingKind::Damaged, "damaged"},
    {FindingKind::Bytes, "bytes"},
    {FindingKind::Carrier, "carrier"},
    {FindingKind::Sum, "sum"},
    {FindingKind::Size, "size"},
    {FindingKind::Order, "order"},
    {FindingKind::Time, "time"},
    {FindingKind::Header, "header"},
    {FindingKind::Outside, "outside"},
    {FindingKind::Recompressed, "recompressed"},
    {FindingKind::Unread, "unread"},
};

Result<FindingKind> parse_kind(Record& record) {
    const auto text = TRY(record.text("kind"));
    for (const auto& [kind, name] : kKinds)
        if (name == text) return kind;
    return record.wrong("kind", "is unknown");
}

Result<std::string> capped(Record& record, std::string_view key, std::string text) {
    if (text.size() > Finding::kTextBytesMax) return record.wrong(key, "is too long");
    return text;
}
Result<std::string> text_in(Record& record, std::string_view key) { return capped(record, key, TRY(record.text(key))); }
Result<std::string> words_in(Record& record, std::string_view key) {
    return capped(record, key, TRY(record.optional_text(key)).value_or(""));
}

Result<std::optional<std::uint64_t>> number_in(Record& record, std::string_view key) {
    if (!record.has(key)) return std::optional<std::uint64_t>();
    return std::optional(TRY(record.decimal(key)));
}

Result<Finding> parse_one(const Json& json, std::size_t depth, std::size_t& count) {
    if (depth == 0) return fail(ErrorKind::Limit, "findings: they are nested too deep");
    if (++count > Finding::kCountMax) return fail(ErrorKind::Limit, "findings: there are too many");
    auto record = TRY(Record::of(json, "finding"));
    Finding out;
    out.kind = TRY(parse_kind(record));
    out.where = TRY(text_in(record, "where"));
    out.at = TRY(number_in(record, "at"));
    out.offset = TRY(number_in(record, "offset"));
    out.expected = TRY(words_in(record, "expected"));
    out.found = TRY(words_in(record, "found"));
    out.expected_size = TRY(number_in(record, "expected_size"));
    out.found_size = TRY(number_in(record, "found_size"));
    out.note = TRY(words_in(record, "note"));
    out.left_out = TRY(number_in(record, "left_out")).value_or(0);
    if (out.where.empty() && depth != Finding::kDepthMax) return record.wrong("where", "is empty");
    if (record.has("inside"))
        for (const auto& item : *TRY(record.array("inside")))
            out.inside.push_back(TRY(parse_one(item, depth - 1, count)));
    TRY(record.finish());
    return out;
}

/// About what a finding takes as text, without what is inside.
std::size_t cost_of(const Finding& finding) {
    constexpr std::size_t kMembers = 220;
    return kMembers + finding.where.size() + finding.expected.size() + finding.found.size() + finding.note.size();
}

/// A finding with as much of what is inside as `left` allows; takes from it.
Finding cut(const Finding& finding, std::size_t& left) {
    auto out = finding;
    out.inside.clear();
    left -= std::min(left, cost_of(finding));
    for (const auto& inner : finding.inside) {
        if (cost_of(inner) > left)
            ++out.left_out;
        else
            out.inside.push_back(cut(inner, left));
    }
    return out;
}

}  // namespace

std::string_view name_of(FindingKind kind) {
    for (const auto& [value, name] : kKinds)
        if (value == kind) return name;
    return {};
}

bool is_guarded(FindingKind kind) { return kind <= FindingKind::Device; }

Json Finding::render() const {
    auto out = Json::object({{"kind", name_of(kind)}, {"where", where}});
    const auto number = [&](const char* key, const std::optional<std::uint64_t>& value) {
        if (value) out.set(key, Json::decimal(*value));
    };
    const auto words = [&](const char* key, const std::string& value) {
        if (!value.empty()) out.set(key, value);
    };
    number("at", at);
    number("offset", offset);
    words("expected", expected);
    words("found", found);
    number("expected_size", expected_size);
    number("found_size", found_size);
    words("note", note);
    if (left_out > 0) out.set("left_out", Json::decimal(left_out));
    if (!inside.empty()) {
        auto items = Json::array();
        for (const auto& finding : inside) items.push(finding.render());
        out.set("inside", std::move(items));
    }
    return out;
}

Result<Finding> Finding::parse(const Json& json) {
    std::size_t count = 0;
    return parse_one(json, kDepthMax, count);
}

Json render_findings(const std::vector<Findings>& all) {
    auto comparisons = Json::array();
    std::size_t left = kFindingsFieldBytesMax;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& one = all[i];
        auto item = Json::object({{"deployed", one.deployed_name}, {"artifact", one.artifact}});
        if (one.whole) {
            const auto share = left / (all.size() - i);
            auto rest = share;
            item.set("whole", cut(*one.whole, rest).render());
            left -= share - rest;
        }
        comparisons.push(std::move(item));
    }
    return Json::object({{"format", kFormat}, {"comparisons", std::move(comparisons)}});
}

Result<std::vector<Findings>> parse_findings(const Json& json) {
    auto record = TRY(Record::of(json, "findings"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "findings: their format is not " + std::string(kFormat));
    const auto* comparisons = TRY(record.array("comparisons"));
    if (comparisons->size() > kComparisonsMax) return record.wrong("comparisons", "is too long");
    TRY(record.finish());
    std::vector<Findings> out;
    for (const auto& item : *comparisons) {
        auto one = TRY(Record::of(item, "findings: comparison"));
        Findings findings;
        findings.deployed_name = TRY(text_in(one, "deployed"));
        findings.artifact = TRY(text_in(one, "artifact"));
        if (const auto* whole = one.optional("whole")) findings.whole = TRY(Finding::parse(*whole));
        TRY(one.finish());
        out.push_back(std::move(findings));
    }
    return out;
}

std::string finding_text(std::string_view bytes, std::size_t most) {
    std::string out;
    // Enough for any of `most` characters; what is left unread is cut anyway.
    for_each_character(bytes.substr(0, 4 * most), [&](const Character& character) {
        if (out.size() > most) return;
        if (!character.valid || character.code_point == 0)
            out += "\\x" + encode_hex(bytes_of(character.bytes));
        else if (character.code_point == U'\\')
            out += "\\\\";
        else
            out += character.bytes;
    });
    if (out.size() > most || bytes.size() > 4 * most) out += "…";
    return out;
}

}  // namespace assay::verifier
