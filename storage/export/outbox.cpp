// SPDX-License-Identifier: Apache-2.0
#include "storage/export/outbox.hpp"

#include "base/core/bounded_json.hpp"
#include "base/core/text.hpp"

namespace assay::storage {

namespace {
constexpr std::string_view kFormat = "assay-outbox-v1";
constexpr std::size_t kClosedMax = 64;

Json render_list(const std::vector<OutgoingStatement>& statements) {
    auto out = Json::array();
    for (const auto& statement : statements) out.push(statement.render());
    return out;
}

Json render_list(const std::vector<crypto::Evidence>& evidence) {
    auto out = Json::array();
    for (const auto& each : evidence) out.push(each.to_json());
    return out;
}
/// What lies in the place of a manifest, its signature unchecked. Errors: Untrusted, since a room puts nothing else
/// there; Unsupported for a kind this version does not know.
Result<crypto::detail::Payload> peek_manifest(const crypto::SaltedEnvelope& manifest) {
    const auto peek = [&]() -> Result<crypto::detail::Payload> {
        const auto envelope = TRY(crypto::detail::parse_envelope(manifest.envelope));
        return crypto::detail::parse_payload(envelope.payload);
    };
    auto payload = peek();
    if (!payload && payload.error().kind() == ErrorKind::Unsupported)
        return std::unexpected(Error(payload.error()).within("outbox: manifest"));
    if (!payload)
        return std::unexpected(Error(payload.error())
                                   .within("outbox: no statement is in the place of its manifest")
                                   .as(ErrorKind::Untrusted));
    if (payload->kind != crypto::StatementKind::Outbox)
        return fail(ErrorKind::Untrusted, "outbox: a statement of kind " + std::string(crypto::name_of(payload->kind)) +
                                              " is in the place of its manifest");
    if (payload->subjects.size() != 2)
        return fail(ErrorKind::Untrusted, "outbox: its manifest is not about its statements and its evidence");
    return payload;
}
}  // namespace

Json OutgoingStatement::render() const {
    auto list = Json::array();
    for (const auto& part : closed)
        list.push(Json::object({{"to", encode_hex(part.to.view())}, {"file", encode_base64(part.file)}}));
    return Json::object({{"statement", statement.render()}, {"closed", std::move(list)}});
}

Result<OutgoingStatement> OutgoingStatement::parse(const Json& json) {
    auto record = TRY(Record::of(json, "outbox: statement"));
    OutgoingStatement out;
    out.statement = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("statement")), "outbox: statement"));
    const auto* closed = TRY(record.array("closed"));
    TRY(record.finish());
    if (closed->size() > kClosedMax) return fail(ErrorKind::Limit, "outbox: a closed part is sealed to too many");
    for (const auto& item : *closed) {
        auto part = TRY(Record::of(item, "outbox: closed part"));
        const auto to = TRY(decode_hex_as<crypto::IdentityId>(TRY(part.text("to")), "whom a closed part is sealed to"));
        auto file = TRY_WITHIN("outbox: closed part", decode_base64(TRY(part.text("file"))));
        TRY(part.finish());
        out.closed.push_back({to, std::move(file)});
    }
    return out;
}

Result<Outbox> Outbox::parse(std::string_view text, std::size_t values_max) {
    const auto json = TRY_WITHIN("outbox", parse_json(text, {.bytes = kBytesMax, .depth = 20, .values = values_max}));
    auto record = TRY(Record::of(json, "outbox"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return fail(ErrorKind::Unsupported, "outbox: the format " + quote(format) + " is unknown to this version");
    Outbox out;
    out.room = TRY(decode_hex_as<crypto::IdentityId>(TRY(record.text("room")), "outbox: room"));
    out.manifest = TRY(crypto::SaltedEnvelope::parse(*TRY(record.any("manifest")), "outbox: manifest"));
    const auto* statements = TRY(record.array("statements"));
    const auto* evidence = TRY(record.array("evidence"));
    TRY(record.finish());
    if (statements->size() > kStatementsMax || evidence->size() > kEvidenceMax)
        return fail(ErrorKind::Limit, "outbox: holds too much");
    for (const auto& item : *statements) out.statements.push_back(TRY(OutgoingStatement::parse(item)));
    for (const auto& item : *evidence)
        out.evidence.push_back(TRY_WITHIN("outbox", crypto::Evidence::parse(item.render_pretty())));
    return out;
}

crypto::DigestSet Outbox::statements_digest() const {
    return crypto::DigestSet::of(bytes_of(render_list(statements).render()));
}

crypto::DigestSet Outbox::evidence_digest() const {
    return crypto::DigestSet::of(bytes_of(render_list(evidence).render()));
}

Status Outbox::check_manifest(const crypto::IdentityBook& book, EvidenceIs evidence_is) const {
    TRY(peek_manifest(manifest));
    const auto opened = TRY_WITHIN("outbox: manifest", crypto::Statement::open(manifest, book));
    const auto parsed = crypto::OutboxManifest::parse(opened);
    if (!parsed) return std::unexpected(Error(parsed.error()).within("outbox: manifest").as(ErrorKind::Untrusted));
    const auto& said = *parsed;
    if (said.room != room)
        return fail(ErrorKind::Untrusted, "outbox: its manifest is by another room, " + crypto::short_id(said.room));
    if (said.statements != statements_digest())
        return fail(ErrorKind::Untrusted, "outbox: its statements are not those the room put into it");
    if (evidence_is == EvidenceIs::Here && said.evidence != evidence_digest())
        return fail(ErrorKind::Untrusted, "outbox: its evidence is not what the room put into it");
    return {};
}

Status Outbox::check_evidence_is_whole() const {
    const auto payload = TRY(peek_manifest(manifest));
    if (payload.subjects[1].digest == evidence_digest()) return {};
    return fail(ErrorKind::Untrusted, "outbox: its evidence is not what the room put into it");
}

std::string Outbox::render() const {
    auto list = render_list(statements);
    auto waiting = render_list(evidence);
    return Json::object({{"format", kFormat},
                         {"room", encode_hex(room.view())},
                         {"manifest", manifest.render()},
                         {"statements", std::move(list)},
                         {"evidence", std::move(waiting)}})
        .render_pretty();
}

}  // namespace assay::storage
