// SPDX-License-Identifier: Apache-2.0
#include "tests/support/world.hpp"

#include "crypto/tlog/tlog_policy.hpp"

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
    return sign(Endorsement{by.id(), at(-900), party.identity.link(), party.identity.role(), {at(-1000), at(100'000)}}
                    .payload(),
                by);
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
    evidence.prove(id_of(link(statement)), index, plain_path(std::span(leaves).first(size), index), note_text);
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
                .pieces = DigestSet::of(bytes_of("pieces")),
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
    return out;
}

void World::build_chain() {
    const auto log_at = [&](const SaltedEnvelope& statement, int minute) {
        log(statement);
        logged.emplace_back(statement, checkpoint(minute));
    };
    log({random.fixed<LeafSalt>(), to_bytes("genesis")});
    const auto terms_now = terms();
    agreement = {};
    for (const auto* party : parties())
        if (agreement.envelope.empty())
            agreement = sign(need(terms_now.payload(book())), *party);
        else
            agreement.envelope = need(add_signature(agreement.envelope, party->signer()));
    log_at(agreement, 0);

    const auto snapshot =
        Json::object({{"git_tree", "0123"}, {"swhid", "swh:1:dir:0123"}, {"files", "12"}, {"bytes", "3456"}});
    deposit_closed.add("product", Json::object({{"name", "router-os"}, {"version", "2.4.1"}}), random);
    deposit_closed.add("snapshot", snapshot, random);
    deposit = sign(deposit_body().payload(), vendor);
    log_at(deposit, 2);
    held = sign(Held{custodian.id(), at(2), link(deposit), link(agreement)}.payload(), custodian);
    log_at(held, 3);
    const auto body = need(Deposit::parse(need(Statement::open(deposit, book()))));
    exported = sign(
        Export{custodian.id(), at(3), link(deposit), link(held), link(agreement), room.id(), body.pieces}.payload(),
        custodian);
    log_at(exported, 4);
    acceptance_closed.add("snapshot", snapshot, random);
    acceptance = sign(
        Acceptance{room.id(), at(5), link(deposit), link(exported), acceptance_closed.commitments()}.payload(), room);
    log_at(acceptance, 5);
    rebuild_closed.add(
        "outputs",
        Json::Array{Json::object({{"path", "routerd"}, {"size", "17"}, {"digest", deployed_digest().render()}})},
        random);
    rebuild = sign(Rebuild{room.id(), at(6), link(deposit), link(acceptance), Rebuild::Outcome::Built,
                           rebuild_closed.commitments()}
                       .payload(),
                   room);
    log_at(rebuild, 6);
    const Comparison comparison{"routerd", 17, deployed_digest(), "routerd", deployed_digest(), VerdictKind::Identical,
                                ""};
    Grade grade;
    grade.environment = "debian-signed";
    verdict_closed.add("comparisons", Json::Array{comparison.render()}, random);
    verdict_closed.add("grade", grade.render(), random);
    verdict_closed.add("self_test", Json::object({{"mutations", "8"}, {"noticed", "8"}}), random);
    verdict = sign(
        Verdict{room.id(), at(7), link(deposit), link(rebuild), VerdictKind::Identical, verdict_closed.commitments()}
            .payload(),
        room);
    log_at(verdict, 7);
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
    Evidence out(ClaimKind::Verdict, id_of(link(verdict)));
    add_parties(out);
    for (const auto* statement : {&agreement, &deposit, &held, &exported, &acceptance, &rebuild, &verdict})
        need(out.add(*statement));
    const auto disclose = [&](const SaltedEnvelope& statement, const ClosedPart& closed) {
        for (const auto& [name, field] : closed.fields()) out.disclose(id_of(link(statement)), name, field);
    };
    disclose(deposit, deposit_closed);
    disclose(acceptance, acceptance_closed);
    disclose(rebuild, rebuild_closed);
    disclose(verdict, verdict_closed);
    for (const auto& [statement, note] : logged) const_cast<World*>(this)->prove(out, statement, note);
    return out;
}

}  // namespace assay::test
