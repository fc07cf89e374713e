// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/custody.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/endorsed.hpp"

#include <set>

namespace assay::escrow {

namespace {

using crypto::IdentityId;
using crypto::StatementKind;

constexpr std::chrono::milliseconds kSettle{3000};

std::string hex_key(ByteView bytes) { return encode_hex(bytes); }
std::string vendor_key(const IdentityId& vendor, ByteView digest) { return encode_hex(vendor.view()) + "/" + encode_hex(digest); }

Status store_party(Changes& changes, const crypto::IdentityFile& file) {
    const auto& identity = file.identity();
    changes.put(Table::Parties, hex_key(identity.id().view()), to_bytes(file.render()));
    if (const auto* tls = identity.find(crypto::KeyPurpose::Tls)) changes.put(Table::TlsKeys, hex_key(TRY(decode_base64(tls->public_key))), to_bytes(hex_key(identity.id().view())));
    return {};
}

Register::Entry entry_of(const crypto::SaltedEnvelope& statement, StatementKind kind, std::optional<crypto::DepositId> deposit = std::nullopt) {
    return {{statement, {}}, kind, deposit};
}

}  // namespace

Custody::Custody(CustodyOptions options, storage::KeyFolder key, storage::PartySigner signer, const Clock& clock, Random& random)
    : options_(std::move(options)), key_(std::move(key)), signer_(std::move(signer)), clock_(clock), random_(random) {}

std::filesystem::path Custody::log_folder() const { return options_.data / "log"; }

Result<std::unique_ptr<Custody>> Custody::open(CustodyOptions options, const Clock& clock, Random& random) {
    auto key = TRY(storage::KeyFolder::open(options.key));
    const auto& identity = key.identity();
    if (identity.role() != crypto::Role::Custodian) return fail(ErrorKind::Refused, "opening custody: " + identity.describe() + " is no custodian");
    TRY(crypto::check_endorsed(key.file(), options.policy, clock.now()));
    auto signer = TRY(key.signer());
    auto out = std::unique_ptr<Custody>(new Custody(std::move(options), std::move(key), std::move(signer), clock, random));
    TRY(Folder::make(out->options_.data, 0700));
    out->vault_ = TRY(Vault::open(out->options_.data / "vault"));

    out->log_ed25519_ = std::make_unique<crypto::PrivateKey>(TRY(out->key_.key("log.ed25519")));
    out->log_mldsa44_ = std::make_unique<crypto::PrivateKey>(TRY(out->key_.key("log.mldsa44")));
    const auto origin = TRY(crypto::KeyName::parse(out->key_.identity().find("log.ed25519")->origin));
    out->log_signer_ = std::make_unique<crypto::LogSigner>(TRY(crypto::LogSigner::from(origin, {*out->log_ed25519_, *out->log_mldsa44_})));
    const storage::LogPlace place{out->log_folder(), out->options_.data / "record"};
    auto log = storage::Log::open(place, *out->log_signer_, clock);
    if (!log && log.error().kind() == ErrorKind::NotFound) log = storage::Log::create(place, *out->log_signer_, clock);
    out->log_ = TRY(std::move(log));
    out->sequencer_ = TRY(storage::Sequencer::start(*out->log_));
    auto tlog = TRY_WITHIN("policy: log policy", crypto::TlogPolicy::parse(out->options_.policy.tlog));
    out->cosigning_ = TRY(storage::Cosigning::start(*out->log_, std::move(tlog), std::move(out->options_.witnesses)));
    TRY(out->cosigning_->settle(kSettle));
    out->register_ = TRY(Register::open(*out->vault_, *out->log_, *out->sequencer_, *out->cosigning_));
    return out;
}

Result<crypto::SaltedEnvelope> Custody::sign(const std::string& payload) {
    crypto::LeafSalt salt;
    {
        const std::lock_guard lock(random_mutex_);
        salt = random_.fixed<crypto::LeafSalt>();
    }
    auto envelope = TRY(crypto::sign_payload(payload, signer_.view()));
    return crypto::SaltedEnvelope{salt, std::move(envelope)};
}

Result<IdentityId> Custody::party_of(const http::SpkiDigest& key) const {
    const auto id = TRY(vault_->get(Table::TlsKeys, hex_key(key.view())));
    if (!id) return std::unexpected(Error(ErrorKind::Refused, "the TLS key shown is of nobody known here").with_hint("an agreement introduces its parties: POST it first"));
    return decode_hex_as<IdentityId>(text_of(*id), "a party");
}

Result<crypto::AgreementFile> Custody::agreement(const crypto::StatementId& id) const {
    const auto text = TRY(vault_->get(Table::Agreements, hex_key(id.view())));
    if (!text) return fail(ErrorKind::NotFound, "the agreement " + hex_key(id.view()).substr(0, 12) + " is not known here");
    return crypto::AgreementFile::parse(text_of(*text));
}

Result<crypto::StatementId> Custody::admit(const crypto::AgreementFile& agreement) {
    const auto id = crypto::id_of(agreement.link());
    if (agreement.terms().custodian != identity().identity().id()) return fail(ErrorKind::Refused, "the agreement is with another custodian, " + agreement.book().find(agreement.terms().custodian)->describe());
    if (TRY(vault_->get(Table::Agreements, hex_key(id.view())))) return id;
    TRY(crypto::check_agreement(agreement, options_.policy, clock_.now()));
    std::vector<Register::Entry> entries;
    std::set<crypto::StatementId> roots;
    Changes changes;
    for (const auto& file : agreement.identities()) {
        for (const auto& endorsed : file.endorsements())
            if (roots.insert(crypto::id_of(TRY(crypto::peek_link(endorsed.root.envelope)))).second) entries.push_back(entry_of(endorsed.root, StatementKind::Identity));
        entries.push_back(entry_of(file.statement(), StatementKind::Identity));
        for (const auto& endorsed : file.endorsements()) entries.push_back(entry_of(endorsed.word, StatementKind::Endorsement));
        TRY(store_party(changes, file));
    }
    entries.push_back(entry_of(agreement.statement(), StatementKind::Agreement));
    TRY(register_->record(entries));
    // Known only once it is on record.
    changes.put(Table::Agreements, hex_key(id.view()), to_bytes(agreement.render()));
    TRY(vault_->apply(changes));
    return id;
}

Result<std::vector<storage::PieceId>> Custody::missing(const IdentityId& vendor, std::span<const storage::PieceId> ids) const { return vault_->missing(vendor, ids); }

Status Custody::keep_pieces(const IdentityId& vendor, std::vector<storage::SealedPiece> pieces) { return vault_->put(vendor, std::move(pieces)); }

Result<crypto::Sha256> Custody::keep_list(const IdentityId& vendor, const storage::PieceList& list) {
    const auto digest = list.digest().sha256;
    Changes changes;
    changes.put(Table::Lists, vendor_key(vendor, digest.view()), list.encode());
    TRY(vault_->apply(changes));
    return digest;
}

Result<crypto::Sha256> Custody::keep_sealed(const IdentityId& vendor, ByteView object) {
    const auto digest = crypto::sha256(object);
    Changes changes;
    changes.put(Table::Sealed, vendor_key(vendor, digest.view()), to_bytes(object));
    TRY(vault_->apply(changes));
    return digest;
}

Result<storage::PieceList> Custody::list_of(const crypto::Deposit& deposit) const {
    const auto bytes = TRY(vault_->get(Table::Lists, vendor_key(deposit.vendor, deposit.pieces.sha256.view())));
    if (!bytes) return fail(ErrorKind::Unproven, "its piece list is not here");
    auto list = TRY(storage::PieceList::decode(*bytes));
    if (list.digest() != deposit.pieces || list.size() != deposit.piece_count) return fail(ErrorKind::Untrusted, "its piece list is not the one it names");
    return list;
}

Result<Bytes> Custody::sealed_object(const IdentityId& vendor, const crypto::DigestSet& digest) const {
    auto object = TRY(vault_->get(Table::Sealed, vendor_key(vendor, digest.sha256.view())));
    if (!object) return fail(ErrorKind::Unproven, "a sealed object it names is not here");
    if (crypto::DigestSet::of(*object) != digest) return fail(ErrorKind::Untrusted, "a sealed object is not the one it names");
    return std::move(*object);
}

Status Custody::check_complete(const Known& known) const {
    const auto& deposit = known.deposit;
    const auto list = TRY(list_of(deposit));
    if (!list.contains(storage::PieceId(deposit.index_root.sha256.array()))) return fail(ErrorKind::Untrusted, "its index root is not in its piece list");
    const auto missing = TRY(vault_->missing(deposit.vendor, list.ids()));
    if (!missing.empty()) return fail(ErrorKind::Unproven, count_of(missing.size(), "piece") + " of " + std::to_string(list.size()) + " are not here");
    for (const auto& object : deposit.sealed)
        if (TRY(sealed_object(deposit.vendor, object.digest)).size() != object.size) return fail(ErrorKind::Untrusted, "a sealed object does not have the size it names");
    return {};
}

namespace {

/// Recipients are the agreement's and nobody else.
Status check_recipients(const crypto::Deposit& deposit, const crypto::Agreement& terms) {
    if (deposit.vendor != terms.vendor) return fail(ErrorKind::Refused, "it is by " + crypto::short_id(deposit.vendor) + ", not by the agreement's vendor");
    if (deposit.threshold.needed != terms.threshold.needed || deposit.shares.size() != terms.trustees.size()) return fail(ErrorKind::Refused, "its shares are not those the agreement asks for");
    for (std::size_t i = 0; i < terms.trustees.size(); ++i)
        if (deposit.shares[i].trustee != terms.trustees[i]) return fail(ErrorKind::Refused, "its share " + std::to_string(i + 1) + " is not for the trustee of that number");
    for (const auto& room : terms.rooms)
        if (deposit.sealed_to(room, crypto::SealedObject::Purpose::RoomFile) == nullptr) return fail(ErrorKind::Refused, "nothing is sealed to the agreement's room " + crypto::short_id(room));
    for (const auto& object : deposit.sealed) {
        const bool fits = object.purpose == crypto::SealedObject::Purpose::RoomFile ? terms.has_room(object.to)
                          : object.purpose == crypto::SealedObject::Purpose::Share   ? terms.trustee_number(object.to).has_value()
                                                                                     : object.to == terms.vendor;
        if (!fits) return fail(ErrorKind::Refused, "it seals a " + std::string(crypto::name_of(object.purpose)) + " to " + crypto::short_id(object.to) + ", whom the agreement does not name for it");
    }
    return {};
}

}  // namespace

Result<Custody::Known> Custody::known(const crypto::DepositId& id) const {
    const auto kept = TRY(register_->find(crypto::StatementId(id.array())));
    if (!kept || kept->kind != StatementKind::Deposit) return fail(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not here");
    const auto value = TRY(vault_->get(Table::Deposits, hex_key(id.view())));
    if (!value) return fail(ErrorKind::Corrupt, "the custodian's tables: the deposit's agreement is not noted");
    auto terms = TRY(agreement(TRY(decode_hex_as<crypto::StatementId>(text_of(*value), "agreement"))));
    auto statement = TRY(crypto::Statement::open(kept->statement.statement.envelope, terms.book()));
    auto deposit = TRY(crypto::Deposit::parse(statement));
    return Known{std::move(statement), std::move(deposit), std::move(terms)};
}

Result<std::optional<KeptStatement>> Custody::held_statement(const crypto::DepositId& id) const {
    auto statements = TRY(register_->about(id));
    for (auto& kept : statements)
        if (kept.kind == StatementKind::Held) return std::optional<KeptStatement>(std::move(kept));
    return std::optional<KeptStatement>();
}

Result<crypto::Evidence> Custody::hold(const IdentityId& vendor, const crypto::SaltedEnvelope& salted) {
    const std::string doing = "taking in a deposit";
    const auto link = TRY_WITHIN(doing, crypto::peek_link(salted.envelope));
    const auto id = crypto::deposit_id_of(link);
    {
        const std::lock_guard holding(holding_);
        if (TRY(held_statement(id))) {
            const auto there = TRY(known(id));
            if (there.deposit.vendor != vendor) return fail(ErrorKind::Refused, doing + ": it is another vendor's");
        } else {
            const auto party = TRY(vault_->get(Table::Parties, hex_key(vendor.view())));
            if (!party) return fail(ErrorKind::Refused, doing + ": the vendor is not known here");
            const auto file = TRY(crypto::IdentityFile::parse(text_of(*party)));
            crypto::IdentityBook book;
            book.add(file.identity());
            auto statement = TRY_WITHIN(doing, crypto::Statement::open(salted.envelope, book));
            auto deposit = TRY_WITHIN(doing, crypto::Deposit::parse(statement));
            auto terms = TRY_WITHIN(doing, agreement(crypto::id_of(deposit.agreement)));
            if (terms.link() != deposit.agreement) return fail(ErrorKind::Untrusted, doing + ": it names an agreement of another SHA-512");
            TRY_WITHIN(doing, crypto::check_agreement(terms, options_.policy, clock_.now()));
            TRY_WITHIN(doing, check_recipients(deposit, terms.terms()));
            const Known now{std::move(statement), std::move(deposit), std::move(terms)};
            TRY_WITHIN(doing, check_complete(now));
            Changes changes;
            changes.put(Table::Deposits, hex_key(id.view()), to_bytes(hex_key(crypto::id_of(now.deposit.agreement).view())));
            TRY(vault_->apply(changes));
            const auto held = TRY(sign(crypto::Held{identity().identity().id(), clock_.now(), link, now.deposit.agreement}.payload()));
            TRY(register_->record({entry_of(salted, StatementKind::Deposit, id), entry_of(held, StatementKind::Held, id)}));
        }
    }
    return receipt(id);
}

Result<crypto::Evidence> Custody::receipt(const crypto::DepositId& id) {
    const auto deposit = TRY(known(id));
    const auto held = TRY(held_statement(id));
    if (!held) return fail(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not held yet");
    const auto kept = TRY(register_->find(deposit.statement.id()));
    const auto held_id = crypto::id_of(TRY(crypto::peek_link(held->statement.statement.envelope)));
    crypto::Evidence out(crypto::ClaimKind::Held, held_id);
    TRY(crypto::add_agreement(out, deposit.agreement, options_.policy));
    TRY(out.add(kept->statement.statement));
    TRY(out.add(held->statement.statement));
    out.prove(TRY(register_->prove({crypto::id_of(deposit.agreement.link()), deposit.statement.id(), held_id}, options_.quorum)));
    return out;
}

Result<OutgoingExport> Custody::export_to(const IdentityId& room, const crypto::DepositId& id) {
    const auto doing = "exporting " + crypto::render_deposit_id(id).substr(0, 16);
    const auto deposit = TRY(known(id));
    if (!deposit.agreement.terms().has_room(room)) return fail(ErrorKind::Refused, doing + ": its agreement does not name the room " + crypto::short_id(room));
    TRY_WITHIN(doing, crypto::check_endorsed(*deposit.agreement.find(room), options_.policy, clock_.now()));
    const auto held = TRY(held_statement(id));
    if (!held) return fail(ErrorKind::NotFound, doing + ": it is not held yet");
    auto list = TRY(list_of(deposit.deposit));
    std::vector<Bytes> sealed;
    std::vector<storage::ExportedObject> objects;
    for (const auto& object : deposit.deposit.sealed) {
        sealed.push_back(TRY(sealed_object(deposit.deposit.vendor, object.digest)));
        objects.push_back({object.digest.sha256, object.size});
    }
    std::uint64_t piece_bytes = 0;
    for (const auto& piece_id : list.ids()) piece_bytes += 4 + TRY(vault_->get(deposit.deposit.vendor, piece_id)).size();

    const auto held_link = TRY(crypto::peek_link(held->statement.statement.envelope));
    const auto statement = TRY(sign(crypto::Export{identity().identity().id(), clock_.now(), deposit.statement.link(), held_link, deposit.deposit.agreement, room, deposit.deposit.pieces}.payload()));
    TRY(register_->record({entry_of(statement, StatementKind::Export, id)}));
    auto proofs = TRY(register_->prove({crypto::id_of(TRY(crypto::peek_link(statement.envelope)))}, options_.quorum));
    auto evidence = TRY(receipt(id));
    const storage::ExportHead head{std::move(evidence), statement, std::move(proofs), std::move(objects), list.encode().size()};
    auto front = storage::render_export_front(head, sealed, list);
    const auto bytes = front.size() + piece_bytes;
    return OutgoingExport{std::move(front), std::move(list), bytes};
}

Result<Bytes> Custody::piece(const crypto::DepositId& deposit, const storage::PieceId& id) const { return vault_->get(TRY(known(deposit)).deposit.vendor, id); }

}  // namespace assay::escrow
