// SPDX-License-Identifier: Apache-2.0
#include "crypto/statement/identity.hpp"

#include "base/core/text.hpp"
#include "crypto/statement/statement.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace assay::crypto {

namespace {

constexpr std::pair<Role, std::string_view> kRoles[] = {
    {Role::Root, "root"},           {Role::Vendor, "vendor"},     {Role::Custodian, "custodian"},
    {Role::Trustee, "trustee"},     {Role::Verifier, "verifier"}, {Role::Reviewer, "reviewer"},
    {Role::Operator, "operator"},   {Role::Witness, "witness"},   {Role::Beneficiary, "beneficiary"},
    {Role::Authority, "authority"}, {Role::Auditor, "auditor"},
};

constexpr std::pair<KeyPurpose, std::string_view> kPurposes[] = {
    {KeyPurpose::Sign, "sign"},     {KeyPurpose::Seal, "seal"}, {KeyPurpose::Log, "log"},
    {KeyPurpose::Cosign, "cosign"}, {KeyPurpose::Tls, "tls"},
};

constexpr std::size_t kNameBytesMax = 200;

Result<KeyPurpose> parse_purpose(std::string_view name) {
    for (const auto& [purpose, text] : kPurposes)
        if (text == name) return purpose;
    return fail(ErrorKind::Invalid, "the key purpose " + quote(name) + " is unknown");
}

Json render_key(const IdentityKey& key) {
    auto out = Json::object({{"name", key.name},
                             {"purpose", name_of(key.purpose)},
                             {"algorithm", key.algorithm},
                             {"public", key.public_key}});
    if (!key.origin.empty()) out.set("origin", key.origin);
    out.set("held_in", key.held_in);
    return out;
}

Result<IdentityKey> parse_key(const Json& json) {
    auto record = TRY(Record::of(json, "identity: key"));
    IdentityKey key;
    key.name = TRY(record.text("name"));
    key.purpose = TRY(parse_purpose(TRY(record.text("purpose"))));
    key.algorithm = TRY(record.text("algorithm"));
    key.public_key = TRY(record.text("public"));
    key.origin = TRY(record.optional_text("origin")).value_or("");
    key.held_in = TRY(record.text("held_in"));
    TRY(record.finish());
    return key;
}

/// Which algorithms a purpose may use, and what the key must be called. The key itself, where it is of a signing
/// purpose.
Result<std::optional<PublicKey>> read_key(const IdentityKey& key) {
    const auto wrong = [&](std::string_view why) {
        return fail(ErrorKind::Invalid, "identity: the key " + quote(key.name) + " " + std::string(why));
    };
    const auto purpose = std::string(name_of(key.purpose));
    if (key.held_in != "file" && key.held_in != "token") return wrong("is held in neither a file nor a token");
    if (key.purpose == KeyPurpose::Seal) {
        if (key.name != purpose || key.algorithm != "mlkem768x25519" || !key.public_key.starts_with("age1pq1"))
            return wrong("is not an mlkem768x25519 age recipient named \"seal\"");
        if (!key.origin.empty()) return wrong("has an origin, which only log and cosign keys have");
        return std::nullopt;
    }
    if (key.purpose == KeyPurpose::Tls) {
        const auto digest = decode_base64(key.public_key);
        if (key.name != purpose || key.algorithm != "spki-sha256" || !digest || digest->size() != 32)
            return wrong("is not the SHA-256 of a TLS public key named \"tls\"");
        if (!key.origin.empty()) return wrong("has an origin, which only log and cosign keys have");
        return std::nullopt;
    }
    const auto algorithm = TRY(parse_signature_algorithm(key.algorithm));
    if (key.name != purpose + "." + key.algorithm) return wrong("is not named after its purpose and algorithm");
    const bool allowed = key.purpose == KeyPurpose::Sign
                             ? algorithm != SignatureAlgorithm::MlDsa44
                             : algorithm == SignatureAlgorithm::Ed25519 || algorithm == SignatureAlgorithm::MlDsa44;
    if (!allowed) return wrong("is of an algorithm its purpose does not use");
    if (key.purpose == KeyPurpose::Sign ? !key.origin.empty() : key.origin.empty())
        return wrong(key.purpose == KeyPurpose::Sign ? "has an origin, which only log and cosign keys have"
                                                     : "has no origin");
    return TRY_WITHIN("identity: the key " + quote(key.name), key.signature_key());
}

/// Whether the keys are those of one party. Gives the two that sign statements, by name.
Result<std::map<std::string, PublicKey, std::less<>>> read_keys(const std::vector<IdentityKey>& keys) {
    if (keys.size() > Identity::kKeysMax) return fail(ErrorKind::Limit, "identity: holds too many keys");
    std::set<std::string> names, values;
    std::map<KeyPurpose, std::string> origins;
    std::map<std::string, PublicKey, std::less<>> signing;
    std::size_t classical = 0, post_quantum = 0;
    for (const auto& key : keys) {
        auto public_key = TRY(read_key(key));
        if (!names.insert(key.name).second)
            return fail(ErrorKind::Invalid, "identity: the key name " + quote(key.name) + " appears twice");
        if (!values.insert(key.public_key).second)
            return fail(ErrorKind::Invalid, "identity: the key " + quote(key.name) + " serves another purpose too");
        // One custodian keeps one log, one witness cosigns by one name: two would be two histories of one party.
        if (!key.origin.empty() && origins.emplace(key.purpose, key.origin).first->second != key.origin)
            return fail(ErrorKind::Invalid, "identity: the key " + quote(key.name) + " is for " + quote(key.origin) +
                                                ", another " + std::string(name_of(key.purpose)) + " key for " +
                                                quote(origins[key.purpose]));
        if (key.purpose != KeyPurpose::Sign) continue;
        ++(key.algorithm == name_of(SignatureAlgorithm::MlDsa87) ? post_quantum : classical);
        signing.emplace(key.name, *std::move(public_key));
    }
    if (classical != 1 || post_quantum != 1)
        return fail(ErrorKind::Invalid, "identity: needs one classical and one ML-DSA-87 signing key, has " +
                                            std::to_string(classical) + " and " + std::to_string(post_quantum));
    return signing;
}

Status check_name(const std::string& name) {
    if (trim(name).empty() || name.size() > kNameBytesMax)
        return fail(ErrorKind::Invalid, "identity: the name is empty or longer than 200 bytes");
    return {};
}

}  // namespace

std::string_view name_of(Role role) {
    for (const auto& [value, text] : kRoles)
        if (value == role) return text;
    return {};
}

Result<Role> parse_role(std::string_view name) {
    for (const auto& [role, text] : kRoles)
        if (text == name) return role;
    std::vector<std::string> known;
    for (const auto& [role, text] : kRoles) known.emplace_back(text);
    return std::unexpected(Error(ErrorKind::Invalid, "the role " + quote(name) + " is unknown")
                               .with_hint("roles are: " + join(known, ", ")));
}

std::string_view name_of(KeyPurpose purpose) {
    for (const auto& [value, text] : kPurposes)
        if (value == purpose) return text;
    return {};
}

Result<Validity> Validity::parse(const Json& json, std::string_view what) {
    auto record = TRY(Record::of(json, std::string(what)));
    const auto from = TRY(Time::parse(TRY(record.text("from"))));
    const auto until = TRY(Time::parse(TRY(record.text("until"))));
    TRY(record.finish());
    if (until < from) return fail(ErrorKind::Invalid, std::string(what) + " ends before it starts");
    return Validity{from, until};
}

Json Validity::render() const { return Json::object({{"from", from.render()}, {"until", until.render()}}); }

Result<PublicKey> IdentityKey::signature_key() const {
    return PublicKey::parse(TRY(parse_signature_algorithm(algorithm)), TRY(decode_base64(public_key)));
}

Result<std::string> IdentityDraft::payload() const {
    TRY(check_name(name));
    TRY(read_keys(keys));
    auto list = Json::array();
    for (const auto& key : keys) list.push(render_key(key));
    const auto digest = DigestSet::of(bytes_of(list.render()));
    return render_payload(
        StatementKind::Identity, {{"keys", digest}},
        Json::object(
            {{"name", name}, {"role", name_of(role)}, {"valid", validity.render()}, {"keys", std::move(list)}}));
}

Result<Identity> Identity::open(const SaltedEnvelope& salted) {
    return Identity::open(TRY_WITHIN("identity", UnverifiedStatement::read(salted)));
}

Result<Identity> Identity::open(const UnverifiedStatement& unverified) {
    const auto& envelope = unverified.envelope();
    const auto& salted = unverified.salted();
    // An identity is the only statement that brings its own keys: it is read first, then held to them.
    const auto payload = TRY_WITHIN("identity", detail::parse_payload(envelope.payload));
    if (payload.kind != StatementKind::Identity)
        return fail(ErrorKind::Invalid,
                    "identity: this is a statement of kind " + std::string(assay::crypto::name_of(payload.kind)));
    auto record = TRY(Record::of(payload.predicate, "identity"));
    const auto name = TRY(record.text("name"));
    const auto role = TRY(parse_role(TRY(record.text("role"))));
    Identity out(TRY(Validity::parse(*TRY(record.any("valid")), "identity: validity")));
    const auto* keys = TRY(record.array("keys"));
    TRY(record.finish());
    TRY(check_name(name));
    for (const auto& key : *keys) out.keys_.push_back(TRY(parse_key(key)));
    out.signing_keys_ = TRY(read_keys(out.keys_));
    if (payload.subjects.size() != 1 || payload.subjects[0].name != "keys" ||
        payload.subjects[0].digest != DigestSet::of(bytes_of(Json(*keys).render())))
        return fail(ErrorKind::Invalid, "identity: its subject is not the digest of its keys");
    out.name_ = name;
    out.role_ = role;
    out.link_ = unverified.link();
    out.id_ = IdentityId(out.link_.id().array());
    out.envelope_ = salted.envelope;
    if (envelope.signatures.size() != 2)
        return fail(ErrorKind::Untrusted, "identity: is not signed by exactly its own two keys");
    TRY_WITHIN("identity " + quote(name), detail::check_both_parts(envelope, quote(name), out));
    TRY_WITHIN("identity " + quote(name), detail::check_form(envelope, salted.envelope));
    TRY_WITHIN(quote(name), detail::check_salt(payload, salted.salt));
    return out;
}

const IdentityKey* Identity::find(std::string_view key_name) const {
    const auto at = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key.name == key_name; });
    return at == keys_.end() ? nullptr : &*at;
}

const IdentityKey* Identity::find(KeyPurpose purpose) const {
    const auto at = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key.purpose == purpose; });
    return at == keys_.end() ? nullptr : &*at;
}

const IdentityKey& Identity::classical_key() const {
    return *std::find_if(keys_.begin(), keys_.end(), [](const auto& key) {
        return key.purpose == KeyPurpose::Sign && key.algorithm != assay::crypto::name_of(SignatureAlgorithm::MlDsa87);
    });
}

const IdentityKey& Identity::post_quantum_key() const {
    return *std::find_if(keys_.begin(), keys_.end(), [](const auto& key) {
        return key.purpose == KeyPurpose::Sign && key.algorithm == assay::crypto::name_of(SignatureAlgorithm::MlDsa87);
    });
}

const PublicKey* Identity::signing_key(std::string_view key_name) const {
    const auto at = signing_keys_.find(key_name);
    return at == signing_keys_.end() ? nullptr : &at->second;
}

Result<std::string> Identity::seal_recipient() const {
    const auto* key = find(KeyPurpose::Seal);
    if (key == nullptr) return fail(ErrorKind::Unproven, describe() + " has no key to seal to");
    return key->public_key;
}

std::string Identity::describe() const {
    return quote(name_) + " (" + std::string(assay::crypto::name_of(role_)) + " " + short_id(id_) + ")";
}

Status check_current(const Identity& identity, Time now) {
    const auto& validity = identity.validity();
    if (now > validity.until)
        return std::unexpected(Error(ErrorKind::Untrusted, "the identity of " + identity.describe() + " expired on " +
                                                               validity.until.render())
                                   .with_hint("its owner makes a new one: escrow key new"));
    if (now < validity.from)
        return fail(ErrorKind::Untrusted,
                    "the identity of " + identity.describe() + " is valid only from " + validity.from.render());
    return {};
}

std::string short_id(const IdentityId& id) { return encode_hex(id.view()).substr(0, 12); }

}  // namespace assay::crypto
