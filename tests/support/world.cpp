// SPDX-License-Identifier: Apache-2.0
#include "tests/support/world.hpp"

#include "crypto/tlog/tlog_policy.hpp"

#include <algorithm>

namespace assay::test {

using namespace crypto;

namespace {

/// The root of some leaves, the slow and plain way of RFC 6962, 2.1.
MerkleHash plain_root(std::span<const LeafEntry> leaves) {
    if (leaves.empty()) return empty_root();
    if (leaves.size() == 1) return leaf_hash(leaves[0]);
    std::size_t split = 1;
    while (split * 2 < leaves.size()) split *= 2;
    return node_hash(plain_root(leaves.first(split)), plain_root(leaves.subspan(split)));
}

std::vector<MerkleHash> plain_path(std::span<const LeafEntry> leaves, std::size_t index) {
    if (leaves.size() == 1) return {};
    std::size_t split = 1;
    while (split * 2 < leaves.size()) split *= 2;
    auto path =
        index < split ? plain_path(leaves.first(split), index) : plain_path(leaves.subspan(split), index - split);
    path.push_back(index < split ? plain_root(leaves.subspan(split)) : plain_root(leaves.first(split)));
    return path;
}

/// An identity whose keys were changed names them rightly: its holder renders it whole.
std::string with_keys_digest(const std::string& changed, std::string_view before) {
    auto json = need(Json::parse(changed));
    const auto* predicate = json.find("predicate");
    const auto* keys = predicate != nullptr ? predicate->find("keys") : nullptr;
    if (keys == nullptr || *keys == *need(Json::parse(before)).find("predicate")->find("keys")) return changed;
    const auto digest = DigestSet::of(bytes_of(keys->render())).render();
    return json.set("subject", Json::Array{Json::object({{"name", "keys"}, {"digest", digest}})}).render();
}

}  // namespace

StatementSigner Party::signer() const {
    const auto &classical = identity.classical_key().name, &post_quantum = identity.post_quantum_key().name;
    return {identity.id(), classical, keys.at(classical).get(), post_quantum, keys.at(post_quantum).get()};
}

World::World(std::uint64_t seed)
    : random(seed),
      root(make_party("Root", Role::Root)),
      custodian(make_party("Custodian", Role::Custodian)),
      vendor(make_party("Vendor", Role::Vendor)),
      room(make_party("Room One", Role::Verifier)),
      witness(make_party("Witness", Role::Witness)) {
    for (int i = 1; i <= 3; ++i) trustees.push_back(make_party("Trustee " + std::to_string(i), Role::Trustee));
    for (const auto* party : parties()) endorsements.emplace(party->id(), endorse(root, *party));
}

Party World::make_party(const std::string& name, Role role, Time until) {
    std::vector<IdentityKey> published;
    std::map<std::string, std::shared_ptr<PrivateKey>> keys;
    const auto add = [&](KeyPurpose purpose, SignatureAlgorithm algorithm, const std::string& origin) {
        auto key = std::make_shared<PrivateKey>(PrivateKey::generate(algorithm, random));
        const auto key_name = std::string(name_of(purpose)) + "." + std::string(name_of(algorithm));
        published.push_back({key_name, purpose, std::string(name_of(algorithm)),
                             encode_base64(key->public_key().bytes()), origin, "file"});
        keys[key_name] = std::move(key);
    };
    add(KeyPurpose::Sign, SignatureAlgorithm::Ed25519, "");
    add(KeyPurpose::Sign, SignatureAlgorithm::MlDsa87, "");
    if (role == Role::Custodian || role == Role::Witness) {
        const auto purpose = role == Role::Custodian ? KeyPurpose::Log : KeyPurpose::Cosign;
        const auto origin = role == Role::Custodian ? "test.example/log" : "test.example/witness";
        add(purpose, SignatureAlgorithm::Ed25519, origin);
        add(purpose, SignatureAlgorithm::MlDsa44, origin);
    }
    const auto salt = draw_salt(random);
    const auto payload = with_salt(need(IdentityDraft{name, role, {at(-1000), until}, published}.payload()), salt);
    const IdentityId id(sha256(bytes_of(payload)).array());
    const StatementSigner self{id, "sign.ed25519", keys.at("sign.ed25519").get(), "sign.mldsa87",
                               keys.at("sign.mldsa87").get()};
    SaltedEnvelope statement{salt, need(sign_payload(payload, self))};
    return {need(Identity::open(statement)), statement, std::move(keys)};
}

SaltedEnvelope World::sign(const std::string& payload, const Party& party) {
    return need(sign_statement(payload, party.signer(), random));
}

SaltedEnvelope World::endorse(const Party& by, const Party& party) {
    const Endorsement word{by.id(), at(-900), party.identity.link(), party.identity.role(), {at(-1000), at(100'000)}};
    return sign_changed({StatementKind::Endorsement, party.identity.name()}, word.payload(), by);
}

std::vector<const Party*> World::parties() const {
    std::vector<const Party*> out = {&vendor, &custodian, &room};
    for (const auto& trustee : trustees) out.push_back(&trustee);
    return out;
}

IdentityBook World::book() const {
    IdentityBook out;
    out.add(root.identity);
    for (const auto* party : parties()) out.add(party->identity);
    return out;
}

std::uint64_t World::log(const SaltedEnvelope& statement) {
    const auto index = leaves.size();
    leaves.push_back(statement.leaf());
    indexes[statement.leaf()] = index;
    return index;
}

std::string World::checkpoint(int minute) {
    const auto origin = need(KeyName::parse("test.example/log"));
    const auto log_signer =
        need(LogSigner::from(origin, {*custodian.keys.at("log.ed25519"), *custodian.keys.at("log.mldsa44")}));
    const auto name = need(KeyName::parse("test.example/witness"));
    const auto witness_signer =
        need(WitnessSigner::from(name, {*witness.keys.at("cosign.ed25519"), *witness.keys.at("cosign.mldsa44")}));
    const Checkpoint body(need(Origin::parse(origin.text())),
                          {need(TreeSize::from(leaves.size())), plain_root(leaves)});
    auto note = need(log_signer.sign_checkpoint(body, at(minute)));
    need(note.add(need(witness_signer.cosign(body, at(minute)))));
    return note.render();
}

void World::prove(Evidence& evidence, const SaltedEnvelope& statement, const std::string& note_text) {
    const auto note = need(Note::parse(note_text));
    const auto size = static_cast<std::size_t>(need(Checkpoint::parse(note.unverified_text())).size().value());
    const auto index = indexes.at(statement.leaf());
    evidence.prove(link(statement).id(), index, plain_path(std::span(leaves).first(size), index), note_text);
}

std::string World::tlog_policy() const {
    const auto log_name = need(KeyName::parse("test.example/log")),
               witness_name = need(KeyName::parse("test.example/witness"));
    TlogPolicyBuilder builder;
    const auto key = [](const KeyName& name, NoteKeyType type, const PrivateKey& of) {
        return need(NoteKey::from(name, type, of.public_key()));
    };
    need(builder.log(key(log_name, NoteKeyType::Ed25519, *custodian.keys.at("log.ed25519"))));
    need(builder.log(key(log_name, NoteKeyType::MlDsa44Cosignature, *custodian.keys.at("log.mldsa44"))));
    need(builder.witness("w1-ed25519",
                         key(witness_name, NoteKeyType::Ed25519Cosignature, *witness.keys.at("cosign.ed25519"))));
    need(builder.witness("w1-mldsa44",
                         key(witness_name, NoteKeyType::MlDsa44Cosignature, *witness.keys.at("cosign.mldsa44"))));
    need(builder.group("w1", 2, {"w1-ed25519", "w1-mldsa44"}));
    need(builder.quorum("w1"));
    return need(std::move(builder).finish()).render();
}

Policy World::policy() const {
    auto out = Policy::strict();
    out.roots = {root.id()};
    out.verifiers = {room.id()};
    out.tlog = tlog_policy();
    return out;
}

Agreement World::terms() const {
    std::vector<IdentityId> ids;
    for (const auto& trustee : trustees) ids.push_back(trustee.id());
    return {at(0), vendor.id(), custodian.id(), {room.id()}, ids, {2, static_cast<std::uint8_t>(ids.size())}, "vendor",
            10,    3650};
}

Deposit World::deposit_body() {
    const auto key = DepositKey::generate(random);
    const auto nonce = random.fixed<DepositNonce>();
    Deposit out{.vendor = vendor.id(),
                .time = at(1),
                .agreement = link(agreement),
                .deposit_class = DepositClass::Full,
                .index_root = DigestSet::of(bytes_of("index")),
                .nonce = nonce,
                .key_commitment = key.commit(nonce),
                .pieces = pieces(),
                .piece_count = 3,
                .sealed_bytes = 1024,
                .threshold = terms().threshold,
                .shares = {},
                .sealed = {},
                .commitments = deposit_closed.commitments()};
    const auto shares = need(key.shares(nonce, out.threshold));
    for (std::size_t i = 0; i < shares.size(); ++i) {
        out.shares.push_back({shares[i].number, trustees[i].id(), shares[i].digest()});
        out.sealed.push_back(
            {SealedObject::Purpose::Share, trustees[i].id(), DigestSet::of(shares[i].bytes.view()), 100});
    }
    out.sealed.push_back({SealedObject::Purpose::RoomFile, room.id(), DigestSet::of(bytes_of("room file")), 100});
    out.sealed.push_back({SealedObject::Purpose::VendorFile, vendor.id(), DigestSet::of(bytes_of("vendor file")), 100});
    return out;
}

std::string World::changed(const Signing& signing, const std::string& payload) const {
    return change_payload ? change_payload(signing, need(Json::parse(payload))).render() : payload;
}

ClosedPart World::fields(StatementKind kind, Fields values) {
    if (change_field)
        for (auto& [name, value] : values) value = change_field(kind, name, std::move(value));
    if (more_fields)
        for (auto& field : more_fields(kind)) values.push_back(std::move(field));
    return closed_part(values, random);
}

SaltedEnvelope World::sign_changed(const Signing& signing, const std::string& payload, const Party& party) {
    const auto salt = draw_salt(random);
    const auto text = changed(signing, with_salt(payload, salt));
    const auto json = need(Json::parse(text));
    const auto* predicate = json.find("predicate");
    const auto named = predicate != nullptr ? predicate->text_at("signer") : std::string_view();
    const auto* by = &party;
    for (const auto* other : parties())
        if (hex(other->id()) == named) by = other;
    return {salt, need(sign_payload(text, by->signer()))};
}

/// What all parties sign, also where one of them has changed its identity since: a lying party asks no other.
std::string World::agreement_payload() const {
    const auto payload = terms().payload(book());
    if (payload || before_.empty()) return need(payload);
    World honest(*this);
    honest.root = before_[0], honest.custodian = before_[1], honest.vendor = before_[2], honest.room = before_[3];
    honest.trustees.assign(before_.begin() + 4, before_.end());
    auto text = need(honest.terms().payload(honest.book()));
    const auto now = parties();
    const auto then = honest.parties();
    for (std::size_t i = 0; i < now.size(); ++i)
        for (const auto& [from, to] : {std::pair{hex(then[i]->identity.link().id()), hex(now[i]->identity.link().id())},
                                       {hex(then[i]->identity.link().sha512()), hex(now[i]->identity.link().sha512())}})
            for (auto at = text.find(from); at != std::string::npos && from != to; at = text.find(from, at + 1))
                text.replace(at, from.size(), to);
    return text;
}

void World::sign_agreement() {
    const auto salt = draw_salt(random);
    const auto payload = changed({StatementKind::Agreement}, with_salt(agreement_payload(), salt));
    Bytes envelope;
    for (const auto* party : parties())
        envelope = envelope.empty() ? need(sign_payload(payload, party->signer()))
                                    : need(add_signature(envelope, party->signer()));
    agreement = {salt, envelope};
    log_at(agreement, 0);
}

void World::build_chain() { build_from(StatementKind::Agreement); }

void World::build_from(StatementKind first) {
    const std::pair<StatementKind, void (World::*)()> steps[] = {
        {StatementKind::Agreement, &World::sign_agreement},
        {StatementKind::Deposit, &World::make_deposit},
        {StatementKind::Held, &World::hold},
        {StatementKind::Export, &World::export_it},
        {StatementKind::Acceptance, &World::accept},
        {StatementKind::Rebuild, &World::rebuild_it},
        {StatementKind::Verdict, &World::judge},
        {StatementKind::Access, &World::open_it},
    };
    if (leaves.empty()) log({random.fixed<LeafSalt>(), to_bytes("genesis")});
    const auto begin = std::ranges::find(steps, first, &std::pair<StatementKind, void (World::*)()>::first);
    const auto kept = static_cast<std::size_t>(begin - steps);
    if (kept < logged.size()) logged.resize(kept);
    leaves.resize(1 + kept);
    for (auto step = begin; step != std::end(steps); ++step) (this->*step->second)();
}

std::vector<SealedPartRecord> World::sealed() const {
    return {{vendor.id(), DigestSet::of(bytes_of("sealed to the vendor"))},
            {room.id(), DigestSet::of(bytes_of("sealed to the room"))}};
}

void World::make_deposit() {
    deposit_closed = fields(StatementKind::Deposit, deposit_fields());
    deposit = sign_changed({StatementKind::Deposit}, deposit_body().payload(), vendor);
    log_at(deposit, 2);
}

void World::hold() {
    held = sign_changed({StatementKind::Held}, Held{custodian.id(), at(2), link(deposit), link(agreement)}.payload(),
                        custodian);
    log_at(held, 3);
}

void World::export_it() {
    const Export body{custodian.id(), at(3), link(deposit), link(held), link(agreement), room.id(), pieces()};
    exported = sign_changed({StatementKind::Export}, body.payload(), custodian);
    log_at(exported, 4);
}

void World::accept() {
    acceptance_closed = fields(StatementKind::Acceptance, acceptance_fields());
    const Acceptance body{room.id(), at(5), link(deposit), link(exported), acceptance_closed.commitments(), sealed()};
    acceptance = sign_changed({StatementKind::Acceptance}, body.payload(), room);
    log_at(acceptance, 5);
}

void World::rebuild_it() {
    rebuild_closed = fields(StatementKind::Rebuild, rebuild_fields(work, place(6)));
    Rebuild body{
        room.id(), at(6), link(deposit), link(acceptance), Rebuild::Outcome::Built, rebuild_closed.commitments()};
    body.sealed = sealed();
    body.chain = ChainPlace::first(chain_subject(vendor.id()).tag());
    rebuild = sign_changed({StatementKind::Rebuild}, body.payload(), room);
    log_at(rebuild, 6);
}

/// As the rebuild says it, whatever a test has made of it.
ChainWord World::rebuilt_word() const {
    const auto envelope = need(DsseEnvelope::parse(text_of(rebuild.envelope)));
    const auto payload = need(Json::parse(text_of(envelope.payload)));
    const auto* predicate = payload.find("predicate");
    return predicate != nullptr && predicate->text_at("outcome") == "failed" ? ChainWord::Failed : ChainWord::Built;
}

void World::judge() {
    verdict_closed = fields(StatementKind::Verdict, verdict_fields(work, place(7), link(rebuild)));
    const auto first = ChainPlace::first(chain_subject(vendor.id()).tag());
    const Verdict body{room.id(),      at(7),
                       link(deposit),  link(rebuild),
                       work.verdict(), verdict_closed.commitments(),
                       sealed(),       first.next(link(rebuild), rebuilt_word())};
    verdict = sign_changed({StatementKind::Verdict}, body.payload(), room);
    log_at(verdict, 7);
}

void World::open_it() {
    if (!opens) return;
    access_closed = fields(StatementKind::Access, access_fields());
    const Access body{room.id(), at(8), link(deposit), link(acceptance), access_closed.commitments(), sealed()};
    access = sign_changed({StatementKind::Access}, body.payload(), room);
    log_at(access, 8);
}

Status World::remake_parties() {
    const auto remake = [&](Party& party) -> Status {
        const auto payload = need(DsseEnvelope::parse(text_of(party.statement.envelope))).payload;
        const auto text = with_keys_digest(
            changed({StatementKind::Identity, party.identity.name()}, std::string(text_of(payload))), text_of(payload));
        auto signer = party.signer();
        signer.id = IdentityId(sha256(bytes_of(text)).array());
        party.statement.envelope = need(sign_payload(text, signer));
        party.identity = TRY(Identity::open(party.statement));
        return {};
    };
    before_ = {root, custodian, vendor, room};
    before_.insert(before_.end(), trustees.begin(), trustees.end());
    for (auto* party : {&root, &custodian, &vendor, &room}) TRY(remake(*party));
    for (auto& trustee : trustees) TRY(remake(trustee));
    endorsements.clear();
    for (const auto* party : parties()) endorsements.emplace(party->id(), endorse(root, *party));
    return {};
}

DeployedSet World::deployed() const {
    DeployedSet out;
    out.has_folder = true;
    for (const auto& it : work.comparisons)
        out.files.push_back({it.deployed_name, it.deployed_size, it.deployed, DeployedFile::Given::InFolder});
    out.links = work.links;
    return out;
}

void World::add_unlogged(Evidence& evidence, const SaltedEnvelope& statement) const { need(evidence.add(statement)); }

void World::add_parties(Evidence& evidence) const {
    add_unlogged(evidence, root.statement);
    for (const auto* party : parties()) {
        add_unlogged(evidence, party->statement);
        add_unlogged(evidence, endorsements.at(party->id()));
    }
}

Evidence World::evidence() const {
    Evidence out(ClaimKind::Verdict, link(verdict).id());
    add_parties(out);
    for (const auto* statement : {&agreement, &deposit, &held, &exported, &acceptance, &rebuild, &verdict})
        need(out.add(*statement));
    if (opens) need(out.add(access));
    const auto disclose = [&](const SaltedEnvelope& statement, const ClosedPart& closed) {
        for (const auto& [name, field] : closed.fields())
            if (is_shown(name)) out.disclose(link(statement).id(), name, field);
    };
    disclose(deposit, deposit_closed);
    disclose(acceptance, acceptance_closed);
    disclose(rebuild, rebuild_closed);
    disclose(verdict, verdict_closed);
    if (opens) disclose(access, access_closed);
    for (const auto& [statement, note] : logged) const_cast<World*>(this)->prove(out, statement, note);
    return out;
}

}  // namespace assay::test
