// SPDX-License-Identifier: Apache-2.0
#include "crypto/evidence/evidence.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::crypto {

namespace {

constexpr std::string_view kFormat = "assay-evidence-v1";

Result<ClaimKind> parse_claim_kind(const std::string& name) {
    for (const auto kind : {ClaimKind::Held, ClaimKind::Verdict})
        if (name == name_of(kind)) return kind;
    return fail(ErrorKind::Unsupported, "evidence: the claim " + quote(name) + " is unknown to this version");
}

Json render_objects(const std::map<StatementId, SaltedEnvelope>& objects) {
    auto out = Json::object();
    for (const auto& [id, object] : objects)
        out.set(encode_hex(id.view()), object.render());
    return out;
}

Json render_disclosures(const std::map<StatementId, std::map<std::string, Disclosure>>& disclosures) {
    auto out = Json::object();
    for (const auto& [id, fields] : disclosures) {
        auto shown = Json::object();
        for (const auto& [name, field] : fields) shown.set(name, Json::object({{"salt", encode_hex(field.salt.view())}, {"value", field.value}}));
        out.set(encode_hex(id.view()), std::move(shown));
    }
    return out;
}

Json render_proof(const EvidenceProof& proof) {
    auto path = Json::array();
    for (const auto& hash : proof.path) path.push(encode_base64(hash.view()));
    return Json::object({{"statement", encode_hex(proof.statement.view())},
                         {"index", Json::decimal(proof.index)},
                         {"path", std::move(path)},
                         {"checkpoint", static_cast<std::int64_t>(proof.checkpoint)}});
}

Result<EvidenceProof> parse_proof(const Json& json, std::size_t checkpoints) {
    auto record = TRY(Record::of(json, "evidence: proof"));
    EvidenceProof out{TRY(decode_hex_as<StatementId>(TRY(record.text("statement")), "the statement of a proof")), TRY(record.decimal("index")), {}, 0};
    const auto path = TRY(record.texts("path"));
    if (path.size() > kProofHashesMax) return record.wrong("path", "is too long");
    for (const auto& text : path) {
        const auto bytes = TRY_WITHIN("evidence: proof: path", decode_base64(text));
        if (bytes.size() != MerkleHash::kSize) return record.wrong("path", "holds a hash that is not of 32 bytes");
        out.path.push_back(MerkleHash::copy_of(bytes));
    }
    const auto checkpoint = TRY(record.integer("checkpoint"));
    TRY(record.finish());
    if (checkpoint < 0 || static_cast<std::size_t>(checkpoint) >= checkpoints) return record.wrong("checkpoint", "names a checkpoint that is not there");
    out.checkpoint = static_cast<std::size_t>(checkpoint);
    return out;
}

}  // namespace

std::string_view name_of(ClaimKind kind) { return kind == ClaimKind::Held ? "held" : "verdict"; }

std::string Evidence::render() const {
    auto notes = Json::array();
    for (const auto& note : checkpoints_) notes.push(note);
    auto proofs = Json::array();
    for (const auto& proof : proofs_) proofs.push(render_proof(proof));
    return Json::object({{"format", kFormat},
                         {"claim", Json::object({{"kind", name_of(kind_)}, {"statement", encode_hex(claim_.view())}})},
                         {"objects", render_objects(objects_)},
                         {"disclosures", render_disclosures(disclosures_)},
                         {"checkpoints", std::move(notes)},
                         {"proofs", std::move(proofs)}})
        .render_pretty();
}

Result<Evidence> Evidence::parse(std::string_view text) {
    const auto json = TRY_WITHIN("evidence", Json::parse(text, {.bytes = kBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, "evidence"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return std::unexpected(Error(ErrorKind::Unsupported, "evidence: the format " + quote(format) + " is unknown to this version").with_hint("a newer auditor may know it"));
    auto claim = TRY(record.record("claim"));
    Evidence out(TRY(parse_claim_kind(TRY(claim.text("kind")))), TRY(decode_hex_as<StatementId>(TRY(claim.text("statement")), "the claim's statement")));
    TRY(claim.finish());

    const auto* objects = TRY(record.any("objects"));
    if (objects->members() == nullptr) return record.wrong("objects", "is not an object");
    if (objects->members()->size() > kObjectsMax) return fail(ErrorKind::Limit, "evidence: holds more than " + std::to_string(kObjectsMax) + " objects");
    for (const auto& [id_text, value] : *objects->members()) {
        const auto id = TRY(decode_hex_as<StatementId>(id_text, "evidence: an object's name"));
        const auto what = "evidence: object " + id_text.substr(0, 12);
        auto object = TRY(SaltedEnvelope::parse(value, what));
        if (id_of(TRY_WITHIN(what, peek_link(object.envelope))) != id)
            return fail(ErrorKind::Untrusted, what + ": its payload does not have the digest it is filed under");
        out.objects_[id] = std::move(object);
    }

    const auto* disclosures = TRY(record.any("disclosures"));
    if (disclosures->members() == nullptr) return record.wrong("disclosures", "is not an object");
    for (const auto& [id_text, value] : *disclosures->members()) {
        const auto id = TRY(decode_hex_as<StatementId>(id_text, "evidence: the statement of a disclosure"));
        if (value.members() == nullptr || value.members()->size() > ClosedPart::kFieldsMax) return record.wrong("disclosures", "holds something other than fields");
        for (const auto& [name, shown] : *value.members()) {
            auto field = TRY(Record::of(shown, "evidence: disclosed field " + quote(name)));
            out.disclosures_[id][name] = {TRY(decode_hex_as<FieldSalt>(TRY(field.text("salt")), field.what() + ": salt")), TRY(field.text("value"))};
            TRY(field.finish());
        }
    }

    out.checkpoints_ = TRY(record.texts("checkpoints"));
    if (out.checkpoints_.size() > kCheckpointsMax) return fail(ErrorKind::Limit, "evidence: holds more than " + std::to_string(kCheckpointsMax) + " checkpoints");
    const auto* proofs = TRY(record.array("proofs"));
    if (proofs->size() > kObjectsMax) return fail(ErrorKind::Limit, "evidence: holds too many proofs");
    for (const auto& item : *proofs) out.proofs_.push_back(TRY(parse_proof(item, out.checkpoints_.size())));
    TRY(record.finish());
    if (out.render() != text) return fail(ErrorKind::Invalid, "evidence: is not in the one form evidence files have");
    return out;
}

Status Evidence::add(SaltedEnvelope object) {
    const auto id = id_of(TRY(peek_link(object.envelope)));
    objects_.try_emplace(id, std::move(object));
    return {};
}

void Evidence::disclose(const StatementId& statement, const std::string& field, Disclosure disclosure) {
    disclosures_[statement].insert_or_assign(field, std::move(disclosure));
}

void Evidence::prove(const StatementId& statement, std::uint64_t index, std::vector<MerkleHash> path, const std::string& checkpoint) {
    auto at = static_cast<std::size_t>(std::find(checkpoints_.begin(), checkpoints_.end(), checkpoint) - checkpoints_.begin());
    if (at == checkpoints_.size()) checkpoints_.push_back(checkpoint);
    std::erase_if(proofs_, [&](const auto& proof) { return proof.statement == statement; });
    proofs_.push_back({statement, index, std::move(path), at});
    drop_unused_checkpoints();
}

void Evidence::drop_unused_checkpoints() {
    for (std::size_t i = checkpoints_.size(); i-- > 0;) {
        if (std::any_of(proofs_.begin(), proofs_.end(), [&](const auto& proof) { return proof.checkpoint == i; })) continue;
        checkpoints_.erase(checkpoints_.begin() + static_cast<std::ptrdiff_t>(i));
        for (auto& proof : proofs_)
            if (proof.checkpoint > i) --proof.checkpoint;
    }
}

void Evidence::merge(const Evidence& other) {
    for (const auto& [id, object] : other.objects_) objects_.try_emplace(id, object);
    for (const auto& [id, fields] : other.disclosures_) disclosures_[id].insert(fields.begin(), fields.end());
    for (const auto& proof : other.proofs_)
        if (std::none_of(proofs_.begin(), proofs_.end(), [&](const auto& mine) { return mine.statement == proof.statement; }))
            prove(proof.statement, proof.index, proof.path, other.checkpoints_[proof.checkpoint]);
}

const SaltedEnvelope* Evidence::find(const StatementId& id) const {
    const auto at = objects_.find(id);
    return at == objects_.end() ? nullptr : &at->second;
}

}  // namespace assay::crypto
