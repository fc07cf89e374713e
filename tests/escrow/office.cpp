// SPDX-License-Identifier: Apache-2.0
#include "tests/escrow/office.hpp"

#include "base/core/text.hpp"
#include "crypto/age/age.hpp"
#include "crypto/record/acceptance.hpp"
#include "crypto/record/rebuild.hpp"
#include "escrow/action/agreement.hpp"
#include "escrow/action/keys.hpp"
#include "escrow/action/policy.hpp"
#include "storage/piece/rounding.hpp"

namespace assay::test {

using crypto::Role;

Office::Office(std::uint64_t seed) : random(seed) {
    add_party("root", Role::Root);
    for (const auto& [name, role] : {std::pair{"custodian", Role::Custodian},
                                     {"vendor", Role::Vendor},
                                     {"outsider", Role::Vendor},
                                     {"room", Role::Verifier},
                                     {"spare-room", Role::Verifier},
                                     {"witness", Role::Witness},
                                     {"t1", Role::Trustee},
                                     {"t2", Role::Trustee},
                                     {"t3", Role::Trustee}})
        add_party(name, role);
    policy = need(escrow::new_policy({.roots = {path("root")},
                                      .custodians = {path("custodian")},
                                      .witnesses = {path("witness")},
                                      .witness_urls = {},
                                      .quorum = 1,
                                      .rooms = {},
                                      .environments = {},
                                      .opaque = {},
                                      .packages = {}},
                                     clock.now()));
    agreement = agree("vendor", "custodian", {"room"});
}

http::SpkiDigest Office::tls(const std::string& name) const { return *need(escrow::tls_key_of(keys(name).identity())); }

void Office::add_party(const std::string& name, Role role, std::int64_t days) {
    need(escrow::new_key({.name = name,
                          .role = role,
                          .classical = crypto::SignatureAlgorithm::Ed25519,
                          .out = path(name),
                          .valid_days = days},
                         clock, random));
    if (role != Role::Root)
        need(escrow::endorse({.root = path("root"), .identity = path(name), .valid_days = 1000}, clock, random));
}

crypto::AgreementFile Office::agree(const std::string& vendor, const std::string& custodian,
                                    const std::vector<std::string>& rooms, std::vector<std::string> signers,
                                    const std::string& dedup) {
    if (signers.empty()) {
        signers = {vendor, custodian, "t1", "t2", "t3"};
        signers.insert(signers.end(), rooms.begin(), rooms.end());
    }
    escrow::NewAgreementRequest request{.vendor = path(vendor),
                                        .custodian = path(custodian),
                                        .rooms = {},
                                        .trustees = {path("t1"), path("t2"), path("t3")},
                                        .threshold = 2,
                                        .dedup = dedup,
                                        .notice_days = 10,
                                        .retention_days = 3650,
                                        .key = path(signers.front())};
    for (const auto& room : rooms) request.rooms.push_back(path(room));
    auto out = need(escrow::new_agreement(request, clock, random));
    for (std::size_t i = 1; i < signers.size(); ++i) {
        const auto signer = need(keys(signers[i]).signer());
        need(out.sign(signer.view()));
    }
    return out;
}

crypto::SaltedEnvelope Office::sign(const std::string& payload, const std::string& party) {
    const auto signer = need(keys(party).signer());
    return need(crypto::sign_statement(payload, signer.view(), random));
}

std::vector<crypto::SealedPart> Office::closed_parts(const std::string& room) {
    std::vector<crypto::SealedPart> out;
    for (const auto& reader : {std::string("vendor"), room}) out.push_back({id(reader), seal_to(*this, reader)});
    for (const auto& reader : other_rooms)
        if (reader != room) out.push_back({id(reader), seal_to(*this, reader)});
    return out;
}

void Office::vouch(storage::Outbox& outbox, const std::string& room) {
    const crypto::OutboxManifest manifest{id(room), clock.now(), outbox.statements_digest(), outbox.evidence_digest()};
    outbox.manifest = sign(manifest.payload(), room);
}

MadeDeposit Office::make_deposit(const crypto::AgreementFile& file, const std::string& content,
                                 const std::function<void(crypto::Deposit&)>& alter) {
    const auto seal = [&](const storage::RootKeySource& root_key) {
        const auto& vendor = file.terms().vendor;
        const auto key_source = need(storage::PieceKeySource::shared(SecretBytes(Bytes(32, 5))));
        DepositContent out;
        for (int i = 0; i < 4; ++i)
            out.pieces.push_back(storage::seal_piece(bytes_of(content + " " + std::to_string(i)),
                                                     {storage::PieceKind::Data, vendor}, key_source)
                                     .piece);
        out.pieces.push_back(storage::seal_root(bytes_of("index of " + content), vendor, root_key).piece);
        out.closed.add("product", Json::object({{"name", "router-os"}, {"version", "2.4.1"}}), random);
        return out;
    };
    return make_deposit_of(file, seal, alter);
}

MadeDeposit Office::make_deposit_of(const crypto::AgreementFile& file,
                                    const std::function<DepositContent(const storage::RootKeySource&)>& make,
                                    const std::function<void(crypto::Deposit&)>& alter) {
    using Purpose = crypto::SealedObject::Purpose;
    const auto& terms = file.terms();
    const auto key = crypto::DepositKey::generate(random);
    const auto nonce = random.fixed<crypto::DepositNonce>();
    auto content = make([&](const storage::PlainDigest&) { return key.index_key(nonce); });
    const auto root_digest = crypto::DigestSet::of(content.pieces.back().bytes());
    std::vector<Bytes> pieces;
    std::vector<storage::PieceId> ids;
    std::uint64_t total = 0;
    for (auto& piece : content.pieces) {
        ids.push_back(piece.id());
        total += piece.bytes().size();
        pieces.push_back(std::move(piece).take_bytes());
    }
    auto list = need(storage::PieceList::of(ids));
    const auto& closed = content.closed;
    crypto::Deposit body{.vendor = terms.vendor,
                         .time = clock.now(),
                         .agreement = file.link(),
                         .deposit_class = crypto::DepositClass::Full,
                         .index_root = root_digest,
                         .nonce = nonce,
                         .key_commitment = key.commit(nonce),
                         .pieces = list.digest(),
                         .piece_count = list.size(),
                         .sealed_bytes = storage::rounded_bytes(total),
                         .threshold = terms.threshold,
                         .shares = {},
                         .sealed = {},
                         .commitments = closed.commitments()};
    std::vector<Bytes> sealed;
    const auto seal = [&](Purpose purpose, const crypto::IdentityId& to, const SecretBytes& plain) {
        const auto recipient = need(crypto::AgeRecipient::parse(need(file.find(to)->identity().seal_recipient())));
        sealed.push_back(need(crypto::age_seal(recipient, plain.view(), random)));
        body.sealed.push_back({purpose, to, crypto::DigestSet::of(sealed.back()), sealed.back().size()});
    };
    for (auto& share : need(key.shares(nonce, terms.threshold))) {
        const auto& trustee = terms.trustees[share.number - 1U];
        body.shares.push_back({share.number, trustee, share.digest()});
        seal(Purpose::Share, trustee, crypto::ShareFile{nonce, std::move(share)}.render());
    }
    const auto room_file = [&] {
        return crypto::RoomFile{nonce, need(crypto::DepositKey::from(key.secret().clone())), closed}.render();
    };
    for (const auto& room : terms.rooms) seal(Purpose::RoomFile, room, room_file());
    seal(Purpose::VendorFile, terms.vendor, room_file());
    if (alter) alter(body);

    std::string vendor;
    for (const auto* name : {"vendor", "outsider"})
        if (id(name) == terms.vendor) vendor = name;
    auto statement = sign(body.payload(), vendor);
    const auto deposit_id = crypto::deposit_id_of(need(crypto::peek_link(statement.envelope)));
    return {.statement = std::move(statement),
            .body = std::move(body),
            .id = deposit_id,
            .pieces = std::move(pieces),
            .list = std::move(list),
            .sealed = std::move(sealed)};
}

/// Asks the witness as HTTP would.
class LocalWitness::Channel final : public storage::WitnessChannel {
public:
    explicit Channel(LocalWitness& owner) : owner_(owner) {}
    const std::string& name() const override { return name_; }
    Result<storage::WitnessAnswer> add_checkpoint(std::string_view body) override {
        if (owner_.is_down) return fail(ErrorKind::Unavailable, "connecting to witness: connection refused");
        auto reply = TRY(owner_.witness_->add_checkpoint(body));
        return storage::WitnessAnswer{static_cast<unsigned>(reply.status), reply.content_type, reply.body};
    }
    Result<storage::WitnessAnswer> checkpoint(std::string_view origin_hash) override {
        const auto text = owner_.witness_->checkpoint(origin_hash);
        if (!text) return storage::WitnessAnswer{404, "text/plain", "none"};
        return storage::WitnessAnswer{200, "text/plain", *text};
    }

private:
    LocalWitness& owner_;
    std::string name_ = "witness";
};

LocalWitness::LocalWitness(Office& office, const std::string& data)
    : ed25519_(need(office.keys("witness").key("cosign.ed25519"))),
      mldsa44_(need(office.keys("witness").key("cosign.mldsa44"))) {
    const auto name = need(crypto::KeyName::parse(office.keys("witness").identity().find("cosign.ed25519")->origin));
    const auto tlog = need(crypto::TlogPolicy::parse(office.policy.tlog));
    witness::WatchedLog log{.origin = need(crypto::Origin::parse(tlog.logs().front().key.name().text())), .keys = {}};
    for (const auto& key : tlog.logs()) log.keys.push_back(key.key);
    const auto signer = need(crypto::WitnessSigner::from(name, {ed25519_, mldsa44_}));
    witness_ = need(
        witness::Witness::open(office.path(data), {signer, [](Time) -> Status { return {}; }}, {log}, office.clock));
}

std::unique_ptr<storage::WitnessChannel> LocalWitness::channel() { return std::make_unique<Channel>(*this); }

Desk::Desk(Office& used, const std::string& data_name)
    : office(used), witness(used, data_name + "-witness"), data(used.path(data_name)) {
    open();
}

escrow::CustodyOptions Desk::options(std::chrono::milliseconds quorum) {
    escrow::CustodyOptions out{
        .data = data, .key = office.path("custodian"), .policy = office.policy, .witnesses = {}, .quorum = quorum};
    out.witnesses.push_back(witness.channel());
    return out;
}

void Desk::send(const MadeDeposit& deposit, const std::string& vendor) {
    const auto who = office.id(vendor);
    const auto pieces = custody().pieces(who);
    for (const auto& piece : deposit.pieces) need(pieces->put(storage::SealedPiece(piece)));
    need(pieces->flush());
    need(custody().keep_list(who, deposit.list));
    for (const auto& object : deposit.sealed) need(custody().keep_sealed(who, object));
}

MadeDeposit Desk::hold(const std::string& content) {
    need(custody().admit(*office.agreement));
    auto deposit = office.make_deposit(*office.agreement, content);
    send(deposit);
    need(custody().hold(office.id("vendor"), deposit.statement));
    return deposit;
}

escrow::CustodyReport Desk::check(escrow::ReadData read_data) {
    close();
    NoProgress progress;
    const auto keys = office.keys("custodian");
    auto report = need(escrow::check_custody(
        {.data = data, .custodian = keys.identity(), .policy = office.policy, .read_data = read_data}, progress,
        NoInterrupt()));
    open();
    return report;
}

RoomWork work_of_room(Office& office, const MadeDeposit& deposit, const crypto::StatementLink& exported,
                      const std::string& room, const std::optional<crypto::ChainPlace>& at) {
    const auto link = need(crypto::peek_link(deposit.statement.envelope));
    const auto link_of = [](const crypto::SaltedEnvelope& statement) {
        return need(crypto::peek_link(statement.envelope));
    };
    const auto id = office.id(room);
    const auto now = office.clock.now();
    const auto place = at.value_or(
        crypto::ChainPlace::first(crypto::ChainSubject::Tag::copy_of(crypto::sha256(link.id().view()).view())));
    RoomWork out;
    crypto::ClosedPart levels, outputs, comparisons;
    levels.add("levels", Json::Array{"L1", "L2"}, office.random);
    outputs.add("outputs", Json::array(), office.random);
    comparisons.add("comparisons", Json::array(), office.random);
    out.acceptance = office.sign_sealed(crypto::Acceptance{id, now, link, exported, levels.commitments()}, room);
    crypto::Rebuild rebuild{
        id, now, link, link_of(out.acceptance), crypto::Rebuild::Outcome::Built, outputs.commitments()};
    rebuild.chain = place;
    out.rebuild = office.sign_sealed(rebuild, room);
    crypto::Verdict verdict{
        id, now, link, link_of(out.rebuild), crypto::VerdictKind::Identical, comparisons.commitments()};
    verdict.chain = place.next(link_of(out.rebuild), crypto::ChainWord::Built);
    out.verdict = office.sign_sealed(verdict, room);
    out.next = verdict.chain->next(link_of(out.verdict), crypto::ChainWord::Identical);
    return out;
}

storage::ExportHead head_of(ByteView front) {
    const auto text = text_of(front);
    const auto length = text.find('\n') + 1;
    const auto head = text.find('\n', length) + 1;
    const auto size = *parse_decimal(text.substr(length, head - 1 - length));
    return need(storage::ExportHead::parse(text.substr(head, size)));
}

crypto::StatementLink export_once(escrow::Custody& custody, const crypto::IdentityId& room,
                                  const crypto::DepositId& deposit) {
    auto outgoing = need(custody.export_to(room, deposit));
    return need(crypto::peek_link(head_of(need(outgoing.next())).exported.envelope));
}

Bytes seal_to(Office& office, const std::string& party) {
    const auto recipient = need(crypto::AgeRecipient::parse(need(office.keys(party).identity().seal_recipient())));
    return need(crypto::age_seal(recipient, Bytes(office.closed_bytes, 7), office.random));
}

storage::Outbox outbox_of(Office& office, const std::vector<crypto::SaltedEnvelope>& statements,
                          const std::string& room) {
    storage::Outbox out;
    out.room = office.id(room);
    for (const auto& statement : statements) {
        const auto parts = office.sealed.find(need(crypto::peek_link(statement.envelope)).id());
        out.statements.push_back({.statement = statement, .closed = {}});
        if (parts != office.sealed.end()) out.statements.back().closed = parts->second;
    }
    office.vouch(out, room);
    return out;
}

}  // namespace assay::test
