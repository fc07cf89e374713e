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

Json render_objects(const std::map<StatementId, UnverifiedStatement>& objects) {
    auto out = Json::object();
    for (const auto& [id, object] : objects) out.set(encode_hex(id.view()), object.salted().render());
    return out;
}

Json render_disclosures(const std::map<StatementId, std::map<std::string, Disclosure>>& disclosures) {
    auto out = Json::object();
    for (const auto& [id, fields] : disclosures) {
        auto shown = Json::object();
        for (const auto& [name, field] : fields)
            shown.set(name, Json::object({{"salt", encode_hex(field.salt.view())}, {"value", field.value}}));
        out.set(encode_hex(id.view()), std::move(shown));
    }
    return out;
}

Status check_form(std::string_view text, std::string_view form) {
    if (text == form) return {};
    const auto same = std::mismatch(text.begin(), text.end(), form.begin(), form.end()).first - text.begin();
    return fail(ErrorKind::Invalid,
                "evidence: is not in the one form evidence files have, from byte " + std::to_string(same + 1) + " on");
}

}  // namespace

std::string_view name_of(ClaimKind kind) { return kind == ClaimKind::Held ? "held" : "verdict"; }

std::string Evidence::render() const { return to_json().render_pretty(); }

Json Evidence::to_json() const {
    auto json =
        Json::object({{"format", kFormat},
                      {"claim", Json::object({{"kind", name_of(kind_)}, {"statement", encode_hex(claim_.view())}})},
                      {"objects", render_objects(objects_)},
                      {"disclosures", render_disclosures(disclosures_)}});
    proofs_.render_into(json);
    return json;
}

Result<Evidence> Evidence::parse(std::string_view text) {
    auto read = TRY(Evidence::read(text));
    TRY(std::move(read.form));
    return std::move(read.evidence);
}

Result<ReadEvidence> Evidence::read(std::string_view text) {
    const auto json = TRY_WITHIN("evidence", Json::parse(text, {.bytes = kBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, "evidence"));
    if (const auto format = TRY(record.text("format")); format != kFormat)
        return std::unexpected(
            Error(ErrorKind::Unsupported, "evidence: the format " + quote(format) + " is unknown to this version")
                .with_hint("a newer auditor may know it"));
    auto claim = TRY(record.record("claim"));
    Evidence out(TRY(parse_claim_kind(TRY(claim.text("kind")))),
                 TRY(decode_hex_as<StatementId>(TRY(claim.text("statement")), "the claim's statement")));
    TRY(claim.finish());

    const auto* objects = TRY(record.any("objects"));
    if (objects->members() == nullptr) return record.wrong("objects", "is not an object");
    if (objects->members()->size() > kObjectsMax)
        return fail(ErrorKind::Limit, "evidence: holds more than " + std::to_string(kObjectsMax) + " objects");
    for (const auto& [id_text, value] : *objects->members()) {
        const auto id = TRY(decode_hex_as<StatementId>(id_text, "evidence: an object's name"));
        const auto what = "evidence: object " + id_text.substr(0, 12);
        auto salted = TRY(SaltedEnvelope::parse(value, what));
        auto object = TRY_WITHIN(what, UnverifiedStatement::read(std::move(salted)));
        if (object.id() != id)
            return fail(ErrorKind::Untrusted, what + ": its payload does not have the digest it is filed under");
        out.objects_.insert_or_assign(id, std::move(object));
    }

    const auto* disclosures = TRY(record.any("disclosures"));
    if (disclosures->members() == nullptr) return record.wrong("disclosures", "is not an object");
    for (const auto& [id_text, value] : *disclosures->members()) {
        const auto id = TRY(decode_hex_as<StatementId>(id_text, "evidence: the statement of a disclosure"));
        if (value.members() == nullptr || value.members()->size() > ClosedPart::kFieldsMax)
            return record.wrong("disclosures", "holds something other than fields");
        for (const auto& [name, shown] : *value.members()) {
            auto field = TRY(Record::of(shown, "evidence: disclosed field " + quote(name)));
            const auto salt = TRY(decode_hex_as<FieldSalt>(TRY(field.text("salt")), field.what() + ": salt"));
            auto value_text = TRY(field.text("value"));
            TRY(field.finish());
            out.disclosures_[id][name] = {salt, std::move(value_text)};
        }
    }

    out.proofs_ = TRY(ProofSet::read(record));
    TRY(record.finish());
    auto form = check_form(text, out.render());
    return ReadEvidence{std::move(out), std::move(form)};
}

Status Evidence::add(SaltedEnvelope object) {
    add(TRY(UnverifiedStatement::read(std::move(object))));
    return {};
}

void Evidence::add(UnverifiedStatement object) {
    const auto id = object.id();
    objects_.try_emplace(id, std::move(object));
}

void Evidence::disclose(const StatementId& statement, const std::string& field, Disclosure disclosure) {
    disclosures_[statement].insert_or_assign(field, std::move(disclosure));
}

void Evidence::prove(const ProofSet& proofs) {
    for (const auto& proof : proofs.proofs())
        if (find(proof.statement) != nullptr && proofs_.find(proof.statement) == nullptr)
            prove(proof.statement, proof.index, proof.path, proofs.checkpoint_of(proof));
}

void Evidence::merge(const Evidence& other) {
    for (const auto& [id, object] : other.objects_) objects_.try_emplace(id, object);
    for (const auto& [id, fields] : other.disclosures_) disclosures_[id].insert(fields.begin(), fields.end());
    proofs_.merge(other.proofs_);
}

const SaltedEnvelope* Evidence::find(const StatementId& id) const {
    const auto at = objects_.find(id);
    return at == objects_.end() ? nullptr : &at->second.salted();
}

}  // namespace assay::crypto
