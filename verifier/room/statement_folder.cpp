// SPDX-License-Identifier: Apache-2.0
#include "verifier/room/statement_folder.hpp"

#include "base/core/text.hpp"
#include "base/files/durable.hpp"
#include "base/files/read.hpp"

#include <algorithm>

namespace assay::verifier {

namespace {

constexpr std::string_view kFormat = "assay-room-statements-v1", kStatementFormat = "assay-room-statement-v1";
constexpr std::size_t kIndexBytesMax = 32U << 20;
constexpr std::size_t kStatementBytesMax = 64U << 20;
const RelativePath kFolder = "statements"_path, kIndex = "statements/index.json"_path;

RelativePath place_of(const crypto::StatementId& id) {
    return *RelativePath::parse("statements/" + crypto::hex(id) + ".json");
}

Json render_index(const std::vector<StatementFolder::Entry>& entries) {
    auto list = Json::array();
    for (const auto& entry : entries)
        list.push(Json::object({{"id", crypto::hex(entry.id)}, {"kind", crypto::name_of(entry.kind)}}));
    return Json::object({{"format", kFormat}, {"statements", std::move(list)}});
}

Result<crypto::StatementKind> parse_kind(std::string_view name) {
    for (const auto& facts : crypto::all_kinds())
        if (facts.is_of_room && facts.name == name) return facts.kind;
    return fail(ErrorKind::Invalid, "a room signs no statement of kind " + quote(name));
}

Result<StatementFolder::Entry> parse_entry(const Json& json) {
    auto record = TRY(Record::of(json, "statement"));
    const auto id = TRY(decode_hex_as<crypto::StatementId>(TRY(record.text("id")), "id"));
    const auto kind = TRY(parse_kind(TRY(record.text("kind"))));
    TRY(record.finish());
    return StatementFolder::Entry{id, kind};
}

Result<std::vector<StatementFolder::Entry>> parse_index(std::string_view text) {
    const auto json = TRY(Json::parse(text, {.bytes = kIndexBytesMax, .depth = 4}));
    auto record = TRY(Record::of(json, "index"));
    if (TRY(record.text("format")) != kFormat)
        return fail(ErrorKind::Unsupported, "its format is unknown to this version");
    const auto* list = TRY(record.array("statements"));
    TRY(record.finish());
    if (list->size() > StatementFolder::kStatementsMax) return fail(ErrorKind::Limit, "it names too many statements");
    std::vector<StatementFolder::Entry> out;
    for (const auto& item : *list) out.push_back(TRY(parse_entry(item)));
    return out;
}

}  // namespace

Result<StatementFolder> StatementFolder::open(const Folder& deposit) {
    StatementFolder out(TRY(deposit.duplicate()));
    if (!TRY(deposit.exists(kIndex))) return out;
    const auto text = TRY(read_file(deposit, kIndex, kIndexBytesMax));
    out.entries_ = TRY_WITHIN(kIndex.text(), parse_index(text_of(text)));
    return out;
}

bool StatementFolder::contains(const crypto::StatementId& id) const {
    return std::ranges::find(entries_, id, &Entry::id) != entries_.end();
}

Result<OwnStatement> StatementFolder::read(const crypto::StatementId& id) const {
    const auto place = place_of(id);
    if (!contains(id)) return fail(ErrorKind::NotFound, "this room has no statement " + crypto::hex(id));
    const auto text = TRY(read_file(deposit_, place, kStatementBytesMax));
    const auto json = TRY_WITHIN(place.text(), Json::parse(text_of(text), {.bytes = kStatementBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, place.text()));
    if (TRY(record.text("format")) != kStatementFormat)
        return fail(ErrorKind::Unsupported, place.text() + ": its format is unknown to this version");
    auto statement = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("statement")), place.text()));
    auto closed = TRY(crypto::ClosedPart::parse(TRY(record.text("closed"))));
    TRY(record.finish());
    if (TRY(crypto::peek_link(statement.envelope)).id() != id)
        return fail(ErrorKind::Corrupt, place.text() + ": it holds another statement");
    return OwnStatement{std::move(statement), std::move(closed)};
}

Result<std::optional<OwnStatement>> StatementFolder::last(crypto::StatementKind kind) const {
    for (auto at = entries_.rbegin(); at != entries_.rend(); ++at)
        if (at->kind == kind) return std::optional(TRY(read(at->id)));
    return std::optional<OwnStatement>();
}

Status StatementFolder::keep(const OwnStatement& own) {
    const auto id = TRY(crypto::peek_link(own.statement.envelope)).id();
    if (contains(id)) return {};
    TRY(deposit_.make_folder(kFolder, 0700));
    const auto json = Json::object(
        {{"format", kStatementFormat}, {"statement", own.statement.render()}, {"closed", own.closed.render()}});
    TRY(write_durably(deposit_, place_of(id), bytes_of(json.render()), {.mode = 0600}));
    auto entries = entries_;
    const auto kind = TRY(crypto::peek_kind(own.statement.envelope));
    entries.push_back({id, kind});
    TRY(write_durably(deposit_, kIndex, bytes_of(render_index(entries).render_pretty()), {.mode = 0600}));
    entries_ = std::move(entries);
    return {};
}

}  // namespace assay::verifier
