// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/statement.hpp"

#include "base/core/bounded_json.hpp"
#include "base/core/encoding.hpp"
#include "base/core/text.hpp"

#include <algorithm>
#include <set>

namespace assay::crypto {

namespace {

constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";
constexpr std::size_t kSubjectsMax = 512;
/// A payload is read before its signatures can be checked.
constexpr std::size_t kPayloadValuesMax = 256U << 10;

std::string keyid_of(const std::string& id_hex, const std::string& key) { return id_hex + "#" + key; }

Status check_part(ByteView pae, const DsseSignature& signature, const std::string& who, const PublicKey& key) {
    const auto part = "the " + std::string(name_of(key.algorithm())) + " part of " + who;
    const auto checked = key.verify(pae, signature.signature);
    if (!checked) return fail(Error(checked.error()).within(part));
    // The other s is right too: with it a carrier would have another envelope of the same statement, with another leaf.
    if (key.algorithm() == SignatureAlgorithm::EcdsaP384 && !has_low_s(signature.signature))
        return fail(ErrorKind::Untrusted, part + " has the larger of its two possible s");
    return {};
}

/// Which identities signed, and that every signature in the envelope is one of theirs and holds.
Result<std::vector<IdentityId>> check_signatures(const DsseEnvelope& envelope, const IdentityBook& book) {
    const auto pae = envelope.pae();
    std::map<IdentityId, std::set<std::string>> parts;
    for (const auto& signature : envelope.signatures) {
        const auto keyid = TRY(detail::parse_keyid(signature.keyid));
        const auto* identity = book.find(keyid.identity);
        if (identity == nullptr)
            return fail(ErrorKind::Unproven,
                        "it is signed by the identity " + short_id(keyid.identity) + ", which is not known here");
        const auto* key = identity->signing_key(keyid.key);
        if (key == nullptr)
            return fail(ErrorKind::Untrusted, "it is signed with " + quote(keyid.key) +
                                                  ", which is no signing key of " + identity->describe());
        if (!parts[keyid.identity].insert(keyid.key).second)
            return fail(ErrorKind::Untrusted, "it carries two signatures by one key of " + identity->describe());
        TRY(check_part(pae, signature, identity->describe(), *key));
    }
    std::vector<IdentityId> signers;
    const Identity *only_classical = nullptr, *only_post_quantum = nullptr;
    for (const auto& [id, names] : parts) {
        const auto* identity = book.find(id);
        const bool classical = names.contains(identity->classical_key().name);
        const bool post_quantum = names.contains(identity->post_quantum_key().name);
        if (classical && !post_quantum) only_classical = identity;
        if (post_quantum && !classical) only_post_quantum = identity;
        signers.push_back(id);
    }
    if (only_classical != nullptr && only_post_quantum != nullptr)
        return fail(ErrorKind::Untrusted, "mixed-signers",
                    "its classical part is of " + only_classical->describe() + " and its ML-DSA-87 part of " +
                        only_post_quantum->describe() + "; both must be of the signer");
    if (only_classical != nullptr)
        return fail(ErrorKind::Untrusted, "part-missing",
                    "it carries no ML-DSA-87 part of " + only_classical->describe());
    if (only_post_quantum != nullptr)
        return fail(ErrorKind::Untrusted, "part-missing",
                    "it carries no classical part of " + only_post_quantum->describe());
    return signers;
}

}  // namespace

std::string render_payload(StatementKind kind, const std::vector<Subject>& subjects, const Json& predicate) {
    auto list = Json::array();
    for (const auto& subject : subjects)
        list.push(Json::object({{"name", subject.name}, {"digest", subject.digest.render()}}));
    return Json::object({{"_type", kStatementType},
                         {"subject", std::move(list)},
                         {"predicateType", predicate_type(kind)},
                         {"predicate", predicate}})
        .render();
}

Result<Bytes> sign_payload(std::string_view payload, const StatementSigner& signer) {
    DsseEnvelope envelope{std::string(kStatementPayloadType), to_bytes(payload), {}};
    const auto id = encode_hex(signer.id.view());
    const auto pae = envelope.pae();
    auto classical = TRY(signer.classical->sign(pae));
    if (signer.classical->public_key().algorithm() == SignatureAlgorithm::EcdsaP384) classical = with_low_s(classical);
    auto post_quantum = TRY(signer.post_quantum->sign(pae));
    envelope.signatures.push_back({keyid_of(id, signer.classical_name), std::move(classical)});
    envelope.signatures.push_back({keyid_of(id, signer.post_quantum_name), std::move(post_quantum)});
    return to_bytes(envelope.render());
}

std::string with_salt(std::string_view payload, const LeafSalt& salt) {
    // `…}}` ends every payload: the predicate, then the statement.
    std::string out(payload.substr(0, payload.size() - 2));
    return out + R"(,"salt":")" + encode_hex(commit_salt(salt).view()) + R"("}})";
}

Result<SaltedEnvelope> sign_statement(std::string_view payload, const LeafSalt& salt, const StatementSigner& signer) {
    auto envelope = TRY(sign_payload(with_salt(payload, salt), signer));
    return SaltedEnvelope{salt, std::move(envelope)};
}

Result<SaltedEnvelope> sign_statement(std::string_view payload, const StatementSigner& signer, Random& random) {
    return sign_statement(payload, draw_salt(random), signer);
}

Result<Bytes> add_signature(ByteView bytes, const StatementSigner& signer) {
    auto envelope = TRY(detail::parse_envelope(bytes));
    TRY(detail::check_form(envelope, bytes));
    const auto id = encode_hex(signer.id.view());
    std::erase_if(envelope.signatures, [&](const auto& signature) { return signature.keyid.starts_with(id + "#"); });
    const auto mine = TRY(DsseEnvelope::parse(text_of(TRY(sign_payload(text_of(envelope.payload), signer)))));
    envelope.signatures.insert(envelope.signatures.end(), mine.signatures.begin(), mine.signatures.end());
    std::ranges::sort(envelope.signatures, {}, &DsseSignature::keyid);
    return to_bytes(envelope.render());
}

void IdentityBook::add(Identity identity) {
    const auto id = identity.id();
    identities_.insert_or_assign(id, std::move(identity));
}

const Identity* IdentityBook::find(const IdentityId& id) const {
    const auto at = identities_.find(id);
    return at == identities_.end() ? nullptr : &at->second;
}

Result<Statement> Statement::open(const SaltedEnvelope& salted, const IdentityBook& book) {
    return Statement::open(TRY(UnverifiedStatement::read(salted)), book);
}

Result<Statement> Statement::open(const UnverifiedStatement& unverified, const IdentityBook& book) {
    return open_signed(unverified, book, Signed::ByAll);
}

Result<Statement> Statement::open_partly_signed(const SaltedEnvelope& salted, const IdentityBook& book) {
    return open_signed(TRY(UnverifiedStatement::read(salted)), book, Signed::ByAtLeastOne);
}

Result<Statement> Statement::open_signed(const UnverifiedStatement& unverified, const IdentityBook& book, Signed by) {
    const auto& bytes = unverified.salted().envelope;
    const auto& envelope = unverified.envelope();
    auto signers = TRY(check_signatures(envelope, book));
    // Last of the envelope: one that was laid out anew may have other changes, and those are the better reason.
    TRY(detail::check_form(envelope, bytes));
    auto payload = TRY(detail::parse_payload(envelope.payload));
    TRY(detail::check_salt(payload, unverified.salted().salt));
    auto predicate = TRY(Record::of(payload.predicate, std::string(name_of(payload.kind))));
    Statement out(TRY(Time::parse(TRY(predicate.text("time")))));
    if (predicate.has("signers"))
        out.named_ = TRY(parse_ids(*TRY(predicate.any("signers")), predicate.what() + ": signers"));
    else
        out.named_.push_back(
            TRY(decode_hex_as<IdentityId>(TRY(predicate.text("signer")), predicate.what() + ": signer")));
    const auto named = std::set<IdentityId>(out.named_.begin(), out.named_.end());
    for (const auto& id : signers)
        if (!named.contains(id))
            return fail(ErrorKind::Untrusted, "wrong-signer",
                        "it is signed by " + book.find(id)->describe() + ", whom its payload does not name as signer");
    if (by == Signed::ByAll)
        for (const auto& id : named)
            if (std::find(signers.begin(), signers.end(), id) == signers.end()) {
                const auto* missing = book.find(id);
                return fail(ErrorKind::Untrusted, "it is not signed by " +
                                                      (missing != nullptr ? missing->describe() : short_id(id)) +
                                                      ", whom its payload names");
            }
    out.kind_ = payload.kind;
    out.link_ = unverified.link();
    out.envelope_ = bytes;
    out.signers_ = std::move(signers);
    out.subjects_ = std::move(payload.subjects);
    out.predicate_ = std::move(payload.predicate);
    return out;
}

Result<Subject> Statement::subject() const {
    if (subjects_.size() != 1)
        return fail(ErrorKind::Invalid, std::string(name_of(kind_)) + ": does not have exactly one subject");
    return subjects_[0];
}

Result<StatementKind> peek_kind(ByteView envelope) {
    return TRY(detail::parse_payload(TRY(detail::parse_envelope(envelope)).payload)).kind;
}

Result<StatementLink> peek_link(ByteView envelope) {
    return StatementLink::to(TRY(detail::parse_envelope(envelope)).payload);
}

Json predicate_head(const IdentityId& signer, Time time) {
    return Json::object({{"signer", encode_hex(signer.view())}, {"time", time.render()}});
}

Json render_ids(const std::vector<IdentityId>& ids) {
    auto out = Json::array();
    for (const auto& id : ids) out.push(encode_hex(id.view()));
    return out;
}

Result<std::vector<IdentityId>> parse_ids(const Json& json, std::string_view what) {
    if (json.items() == nullptr || json.items()->empty())
        return fail(ErrorKind::Invalid, std::string(what) + " is not a list of identities");
    std::vector<IdentityId> out;
    for (const auto& item : *json.items()) {
        if (item.text() == nullptr)
            return fail(ErrorKind::Invalid, std::string(what) + " holds something other than identities");
        const auto id = TRY(decode_hex_as<IdentityId>(*item.text(), what));
        if (std::find(out.begin(), out.end(), id) != out.end())
            return fail(ErrorKind::Invalid, std::string(what) + " names " + short_id(id) + " twice");
        out.push_back(id);
    }
    return out;
}

namespace detail {

Result<DsseEnvelope> parse_envelope(ByteView bytes) {
    auto envelope = TRY(DsseEnvelope::parse(text_of(bytes)));
    if (envelope.payload_type != kStatementPayloadType)
        return fail(ErrorKind::Unsupported, "DSSE envelope: the payload type " + quote(envelope.payload_type) +
                                                " is not " + std::string(kStatementPayloadType));
    return envelope;
}

Status check_form(const DsseEnvelope& envelope, ByteView bytes) {
    if (envelope.render() != text_of(bytes))
        return fail(ErrorKind::Invalid, "DSSE envelope: is not in the one form our envelopes have");
    if (!std::ranges::is_sorted(envelope.signatures, {}, &DsseSignature::keyid))
        return fail(ErrorKind::Invalid, "DSSE envelope: its signatures are not sorted by key id");
    return {};
}

Result<Payload> parse_payload(ByteView bytes) {
    const auto json = TRY_WITHIN(
        "statement",
        parse_json(text_of(bytes), {.bytes = DsseEnvelope::kDsseBytesMax, .depth = 32, .values = kPayloadValuesMax}));
    if (json.render() != text_of(bytes))
        return fail(ErrorKind::Invalid, "statement: its payload is not in the one form our payloads have");
    auto record = TRY(Record::of(json, "statement"));
    if (const auto type = TRY(record.text("_type")); type != kStatementType)
        return fail(ErrorKind::Unsupported, "statement: the type " + quote(type) + " is not an in-toto Statement v1");
    const auto* subjects = TRY(record.array("subject"));
    if (subjects->empty() || subjects->size() > kSubjectsMax)
        return record.wrong("subject", "has no entry, or too many");
    Payload out;
    out.kind = TRY(parse_predicate_type(TRY(record.text("predicateType"))));
    for (const auto& item : *subjects) {
        auto subject = TRY(Record::of(item, "statement: subject"));
        auto name = TRY(subject.text("name"));
        const auto digest = TRY(DigestSet::parse(*TRY(subject.any("digest")), "statement: subject digest"));
        TRY(subject.finish());
        out.subjects.push_back({std::move(name), digest});
    }
    const auto* predicate = TRY(record.any("predicate"));
    TRY(record.finish());
    if (predicate->members() == nullptr || predicate->members()->empty() ||
        predicate->members()->back().first != "salt")
        return fail(ErrorKind::Invalid, "statement: its predicate does not end with the commitment to a salt");
    out.salt = TRY(decode_hex_as<SaltCommitment>(predicate->text_at("salt"), "statement: salt"));
    auto members = *predicate->members();
    members.pop_back();
    out.predicate = Json(std::move(members));
    return out;
}

Status check_salt(const Payload& payload, const LeafSalt& salt) {
    if (commit_salt(salt) == payload.salt) return {};
    return fail(ErrorKind::Untrusted,
                std::string(name_of(payload.kind)) + ": the salt beside it is not the one its signer committed to");
}

Result<KeyId> parse_keyid(std::string_view keyid) {
    const auto hash = keyid.find('#');
    if (hash != 64) return fail(ErrorKind::Invalid, "the key id " + quote(keyid) + " is not <identity id>#<key name>");
    const auto identity = TRY(decode_hex_as<IdentityId>(keyid.substr(0, hash), "the identity of a key id"));
    return KeyId{identity, std::string(keyid.substr(hash + 1))};
}

Status check_both_parts(const DsseEnvelope& envelope, const std::string& who, const Identity& identity) {
    const auto pae = envelope.pae();
    const auto id_hex = encode_hex(identity.id().view());
    for (const auto* key : {&identity.classical_key(), &identity.post_quantum_key()}) {
        const auto wanted = keyid_of(id_hex, key->name);
        const auto at = std::find_if(envelope.signatures.begin(), envelope.signatures.end(),
                                     [&](const auto& signature) { return signature.keyid == wanted; });
        if (at == envelope.signatures.end())
            return fail(ErrorKind::Untrusted, "part-missing", "it carries no " + key->algorithm + " part of " + who);
        TRY(check_part(pae, *at, who, *identity.signing_key(key->name)));
    }
    return {};
}

}  // namespace detail

}  // namespace assay::crypto
