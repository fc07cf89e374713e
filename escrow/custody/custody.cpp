// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/custody.hpp"

#include "base/core/text.hpp"
#include "base/files/private_folder.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "crypto/evidence/log_keys.hpp"
#include "escrow/custody/completeness.hpp"
#include "escrow/custody/countable.hpp"
#include "escrow/custody/recipients.hpp"
#include "storage/export/export_file.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::DepositId;
using crypto::IdentityId;

/// How long a witness may take to say what it has cosigned before anything is appended.
constexpr std::chrono::milliseconds kSettle{3000};

}  // namespace

Status check_is_custody(const std::filesystem::path& data) {
    if (Vault::exists(CustodyPlace(data).vault)) return {};
    return fail(Error(ErrorKind::NotFound, "there is no custody at " + quote(data.string()))
                    .with_hint("escrow serve begins one"));
}

Custody::Custody(CustodyOptions options, storage::KeyFolder key, storage::PartySigner signer, const Clock& clock,
                 Random& random)
    : options_(std::move(options)), key_(std::move(key)), signer_(std::move(signer)), clock_(clock), random_(random) {}

Result<std::unique_ptr<Custody>> Custody::open(CustodyOptions options, const Clock& clock, Random& random) {
    auto key = TRY(storage::KeyFolder::open(options.key));
    const auto& identity = key.identity();
    if (identity.role() != crypto::Role::Custodian)
        return fail(ErrorKind::Refused, "opening custody: " + identity.describe() + " is no custodian");
    TRY_WITHIN("opening custody", crypto::check_endorsed(key.file(), options.policy, clock.now()));
    auto signer = TRY(key.signer());
    std::unique_ptr<Custody> out(new Custody(std::move(options), std::move(key), std::move(signer), clock, random));
    auto log_policy = TRY(out->read_log_policy());
    TRY(out->open_keys());
    const auto& data = out->options_.data;
    if (!out->options_.may_begin) TRY(check_is_custody(data));
    TRY(private_folder(data));
    TRY(out->open_vault());
    TRY(out->open_log(std::move(log_policy)));
    out->register_ = TRY(Register::open(*out->vault_, *out->log_, *out->sequencer_, *out->cosigning_));
    out->catalogue_ = std::make_unique<Catalogue>(*out->vault_, *out->register_);
    out->parties_ = TRY(Parties::open(*out->vault_));
    TRY(out->unnamed_->remove_old(clock.now()));
    return out;
}

/// Checked before anything is made: a log that was begun under a wrong key could never be used by its owner.
Result<crypto::TlogPolicy> Custody::read_log_policy() const {
    auto out = TRY_WITHIN("policy: log policy", crypto::TlogPolicy::parse(options_.policy.tlog));
    TRY_WITHIN("opening custody", crypto::check_log_keys(key_.identity(), out));
    return out;
}

Status Custody::open_keys() {
    log_ed25519_ = std::make_unique<crypto::PrivateKey>(TRY(key_.key("log.ed25519")));
    log_mldsa44_ = std::make_unique<crypto::PrivateKey>(TRY(key_.key("log.mldsa44")));
    const auto origin = TRY(crypto::KeyName::parse(key_.identity().find("log.ed25519")->origin));
    log_signer_ =
        std::make_unique<crypto::LogSigner>(TRY(crypto::LogSigner::from(origin, {*log_ed25519_, *log_mldsa44_})));
    return {};
}

/// A vault is made before the log: where a log is, a vault that is not there is lost.
Status Custody::open_vault() {
    const CustodyPlace place(options_.data);
    if (!Vault::exists(place.vault) && TRY(storage::Log::is_begun(place.log)))
        return fail(Error(ErrorKind::Corrupt, "opening custody: " + quote(place.vault.string()) +
                                                  " holds no vault, and the log beside it has statements of one")
                        .with_hint("put back the newest copy of the vault"));
    vault_ = TRY(Vault::open(place.vault));
    // The database makes its folder as the umask has it.
    TRY(private_folder(place.vault));
    unnamed_ = std::make_unique<Unnamed>(*vault_);
    return {};
}

Status Custody::open_log(crypto::TlogPolicy policy) {
    const CustodyPlace place(options_.data);
    auto log = storage::Log::open(place.log, *log_signer_, clock_);
    if (!log && log.error().kind() == ErrorKind::NotFound) {
        // A log that is gone is never begun anew under the same name: that would be a second history.
        if (TRY(Register::logged_size(*vault_)) > 0)
            return fail(ErrorKind::Corrupt,
                        "opening custody: " + quote(place.log.folder.string()) +
                            " holds no log, and the vault has statements that were logged: put the log back");
        log = storage::Log::create(place.log, *log_signer_, clock_);
    }
    if (!log && log.error().kind() == ErrorKind::Conflict)
        return fail(std::move(log).error().with_hint(
            "the folder is another custodian's: give that one's --key, or another --data"));
    log_ = TRY(std::move(log));
    sequencer_ = TRY(storage::Sequencer::start(*log_));
    cosigning_ = TRY(storage::Cosigning::start(*log_, std::move(policy), std::move(options_.witnesses)));
    return cosigning_->settle(kSettle);
}

Status Custody::check_counts() const {
    const auto now = clock_.now();
    // Signatures of root and endorsement are checked on the way: once a second is enough.
    if (counted_at_ == now.seconds()) return {};
    if (auto counts = crypto::check_endorsed(identity(), options_.policy, now); !counts)
        return fail(std::move(counts).error().within("acting as the custodian").as(ErrorKind::Refused));
    counted_at_ = now.seconds();
    return {};
}

Result<KeptStatement> Custody::sign(const std::string& payload, const DepositId& deposit) {
    TRY(check_counts());
    crypto::LeafSalt salt;
    {
        const std::lock_guard lock(random_mutex_);
        salt = crypto::draw_salt(random_);
    }
    return KeptStatement::of(TRY(crypto::sign_statement(payload, salt, signer_.view())), deposit);
}

Result<IdentityId> Custody::vendor_of(const Asker& asker) const {
    const auto file = TRY(parties_->who(asker));
    const auto& identity = file->identity();
    if (identity.role() != crypto::Role::Vendor)
        return fail(ErrorKind::Refused, identity.describe() + " is no vendor: only vendors deposit");
    if (!identity.validity().contains(clock_.now()))
        return fail(ErrorKind::Refused, "the identity of " + identity.describe() + " is valid " +
                                            identity.validity().from.render() + " until " +
                                            identity.validity().until.render() + ", which is not now");
    return identity.id();
}

/// An agreement that was sent in, with the endorsements that are needed of all that it, the copy here and the
/// custodian's own identity have. Who sends it in may have filled the places of others' endorsements with what no
/// root of the policy has said.
Result<crypto::AgreementFile> Custody::renewed(const crypto::AgreementFile& sent) const {
    const auto here = catalogue_->agreement(sent.link().id());
    if (!here && here.error().kind() != ErrorKind::NotFound) return fail(Error(here.error()));
    return crypto::with_needed_words(here ? **here : sent, sent, identity(), options_.policy);
}

Result<bool> Custody::may_renew(const http::SpkiDigest& key, const crypto::StatementId& agreement) const {
    const auto here = catalogue_->agreement(agreement);
    if (!here && here.error().kind() != ErrorKind::NotFound) return fail(Error(here.error()));
    if (!here) return false;
    const auto parties = parties_->publishers(key);
    return std::any_of(parties.begin(), parties.end(), [&](const auto& id) { return (*here)->find(id) != nullptr; });
}

Result<crypto::StatementId> Custody::admit(const crypto::AgreementFile& sent) {
    const std::string doing = "taking in an agreement";
    const auto id = sent.link().id();
    if (sent.terms().custodian != identity().identity().id())
        return fail(ErrorKind::Refused,
                    doing + ": it is with another custodian, " + sent.book().find(sent.terms().custodian)->describe());
    TRY_WITHIN(doing, check_counts());
    const auto turn = admitting_.take({id});
    const auto agreement = TRY_WITHIN(doing, renewed(sent));
    TRY_WITHIN(doing, crypto::check_agreement(agreement, options_.policy, clock_.now()));
    const auto text = to_bytes(agreement.render());
    if (TRY(vault_->get(Table::Agreements, key_of(id))) == text) return id;
    TRY_WITHIN(doing, check_not_ahead(agreement.terms().time, clock_.now()));
    std::vector<KeptStatement> statements;
    for (const auto& file : agreement.identities()) {
        for (const auto& endorsed : file.endorsements()) statements.push_back(TRY(KeptStatement::of(endorsed.root)));
        statements.push_back(TRY(KeptStatement::of(file.statement())));
        for (const auto& endorsed : file.endorsements()) statements.push_back(TRY(KeptStatement::of(endorsed.word)));
    }
    statements.push_back(TRY(KeptStatement::of(agreement.statement())));
    TRY(register_->record(statements));
    // Known only once it is in the log, so that no deposit under it comes before it.
    Changes changes;
    changes.put(Table::Agreements, key_of(id), text);
    TRY(parties_->add(agreement, std::move(changes)));
    catalogue_->renewed(agreement);
    return id;
}

Result<crypto::ProofSet> Custody::prove_agreement(const crypto::StatementId& id) {
    TRY(catalogue_->agreement(id));
    return TRY_WITHIN("proving that an agreement is logged", register_->prove({id}, options_.quorum));
}

Result<crypto::Sha256> Custody::keep_list(const IdentityId& vendor, const storage::PieceList& list) {
    const auto bytes = list.encode();
    TRY(unnamed_->keep(vendor, Table::Lists, bytes, clock_.now()));
    return crypto::sha256(bytes);
}

Result<crypto::Sha256> Custody::keep_sealed(const IdentityId& vendor, ByteView object) {
    TRY_WITHIN("keeping a sealed object", crypto::check_age_form(object));
    TRY(unnamed_->keep(vendor, Table::Sealed, object, clock_.now()));
    return crypto::sha256(object);
}

Result<crypto::Evidence> Custody::hold(const IdentityId& vendor, const crypto::SaltedEnvelope& statement) {
    const std::string doing = "taking in a deposit";
    const auto link = TRY_WITHIN(doing, crypto::peek_link(statement.envelope));
    const auto id = crypto::deposit_id_of(link);
    const auto kept = TRY_WITHIN(doing, KeptStatement::of(statement, id));
    // First, so that another vendor's deposit is refused in the same way whether it is held here or not.
    const auto deposit = TRY_WITHIN(doing, open_own(vendor, kept));
    {
        const auto turn = holding_.take({id});
        if (!TRY(catalogue_->held_statement(id))) TRY_WITHIN(doing, take_in(deposit, kept));
    }
    return receipt(id);
}

/// A statement that claims to be this vendor's deposit.
Result<crypto::Deposit> Custody::open_own(const IdentityId& vendor, const KeptStatement& kept) const {
    const auto party = TRY(vault_->get(Table::Parties, key_of(vendor)));
    if (!party) return fail(ErrorKind::Refused, "the vendor is not known here");
    crypto::IdentityBook book;
    book.add(TRY(crypto::IdentityFile::parse(text_of(*party))).identity());
    const auto statement = TRY(crypto::Statement::open(kept.salted(), book));
    return crypto::Deposit::parse(statement);
}

Status Custody::take_in(const crypto::Deposit& deposit, const KeptStatement& kept) {
    const auto agreement = TRY(catalogue_->agreement(deposit.agreement.id()));
    if (agreement->link() != deposit.agreement)
        return fail(ErrorKind::Untrusted, "it names an agreement of another SHA-512");
    const auto now = clock_.now();
    TRY(crypto::check_agreement(*agreement, options_.policy, now));
    TRY(check_not_ahead(deposit.time, now));
    TRY(check_recipients(deposit, agreement->terms()));
    const auto still = unnamed_->hold_still();
    Changes changes;
    const auto held = TRY(say_held(deposit, kept, changes));
    Unnamed::name(changes, deposit);
    for (const auto& party : agreement->terms().parties())
        changes.put(Table::Concerns, concern_key(party, *kept.deposit), {});
    return register_->record({kept, held}, std::move(changes));
}

/// One statement is made for a deposit, however often taking it in is cut off.
Result<KeptStatement> Custody::say_held(const crypto::Deposit& deposit, const KeptStatement& statement,
                                        Changes& changes) {
    const auto piece_bytes = TRY(check_complete(*vault_, deposit));
    if (const auto value = TRY(vault_->get(Table::Deposits, key_of(statement.id)))) {
        auto said = TRY(register_->find(TRY(DepositNote::decode(*value)).held));
        if (!said) return corrupt_tables("the statement that a deposit is held is not there");
        return std::move(*said);
    }
    const auto link = TRY(crypto::peek_link(statement.salted().envelope));
    const crypto::Held held{
        .custodian = identity().identity().id(), .time = clock_.now(), .deposit = link, .agreement = deposit.agreement};
    auto said = TRY(sign(held.payload(), *statement.deposit));
    const DepositNote note{.agreement = deposit.agreement.id(), .held = said.id, .piece_bytes = piece_bytes};
    changes.put(Table::Deposits, key_of(statement.id), note.encode());
    return said;
}

Result<crypto::Evidence> Custody::receipt(const DepositId& id) {
    const auto known = TRY(catalogue_->deposit(id));
    const auto held = TRY(catalogue_->held_statement(id));
    if (!held) return fail(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not held yet");
    crypto::Evidence out(crypto::ClaimKind::Held, held->id);
    const std::vector<crypto::StatementId> proven = {known->agreement->link().id(), known->statement.id(), held->id};
    // As they are in the log, under the salts they have there; what the agreement file adds are identities.
    for (const auto& statement : proven) {
        const auto kept = TRY(register_->find(statement));
        if (!kept) return corrupt_tables("a statement of a deposit is not there");
        TRY(out.add(kept->salted()));
    }
    TRY(crypto::add_agreement(out, *known->agreement, options_.policy));
    out.prove(TRY(register_->prove(proven, options_.quorum)));
    return out;
}

Result<std::vector<DepositSummary>> Custody::list() const { return summaries(TRY(catalogue_->held())); }

Result<std::vector<DepositSummary>> Custody::list(const IdentityId& party) const {
    // Only the party's own are looked at: the time that takes tells nothing of others' deposits.
    std::vector<DepositId> concerned, held;
    TRY(vault_->for_each(Table::Concerns, key_of(party), [&](std::string_view key, ByteView) -> Status {
        concerned.push_back(TRY(id_of_key<DepositId>(key.substr(IdentityId::kSize))));
        return {};
    }));
    for (const auto& id : concerned)
        if (TRY(catalogue_->held_statement(id))) held.push_back(id);
    return summaries(held);
}

Result<std::vector<DepositSummary>> Custody::summaries(const std::vector<DepositId>& ids) const {
    std::vector<std::shared_ptr<const DepositState>> states;
    for (const auto& id : ids) states.push_back(TRY(catalogue_->state(id)));
    const auto age = [](const auto& state) { return state->events.front().index; };
    std::sort(states.begin(), states.end(), [&](const auto& a, const auto& b) { return age(a) < age(b); });
    std::vector<DepositSummary> out;
    for (const auto& state : states) out.push_back(state->summary);
    return out;
}

Result<std::shared_ptr<const DepositState>> Custody::state(const DepositId& id) const { return catalogue_->state(id); }

Status Custody::check_concerns(const IdentityId& party, const DepositId& id) const {
    // One look into one table, which finds as little of another's deposit as of none.
    if (!TRY(vault_->get(Table::Concerns, concern_key(party, id))))
        return fail(ErrorKind::NotFound, "the deposit " + crypto::render_deposit_id(id) + " is not here");
    return {};
}

Result<OutgoingExport> Custody::export_to(const IdentityId& room, const DepositId& id) {
    const auto doing = "exporting " + crypto::render_deposit_id(id).substr(0, 16);
    const auto known = TRY_WITHIN(doing, catalogue_->deposit(id));
    const auto& deposit = known->deposit;
    if (!known->agreement->terms().has_room(room))
        return fail(ErrorKind::Refused, doing + ": its agreement does not name the room " + crypto::short_id(room));
    const auto held = TRY(catalogue_->held_statement(id));
    if (!held) return fail(ErrorKind::NotFound, doing + ": it is not held yet");
    TRY_WITHIN(doing, crypto::check_endorsed(*known->agreement->find(room), options_.policy, clock_.now()));
    auto list = TRY_WITHIN(doing, find_list(*vault_, deposit));
    std::vector<Bytes> sealed;
    std::vector<storage::ExportedObject> objects;
    for (const auto& object : deposit.sealed) {
        sealed.push_back(TRY_WITHIN(doing, find_sealed(*vault_, deposit, object)));
        objects.push_back({.sha256 = object.digest.sha256, .size = object.size});
    }

    const auto held_link = TRY(crypto::peek_link(held->salted().envelope));
    const crypto::Export body{.custodian = identity().identity().id(),
                              .time = clock_.now(),
                              .deposit = known->statement.link(),
                              .held = held_link,
                              .agreement = deposit.agreement,
                              .room = room,
                              .pieces = deposit.pieces};
    const auto signed_now = TRY_WITHIN(doing, sign(body.payload(), id));
    TRY(register_->record({signed_now}));
    auto proofs = TRY_WITHIN(doing, register_->prove({signed_now.id}, options_.quorum));
    auto evidence = TRY(receipt(id));
    const storage::ExportHead head{.held = std::move(evidence),
                                   .exported = signed_now.salted(),
                                   .proofs = std::move(proofs),
                                   .sealed = std::move(objects),
                                   .list_bytes = list.encode().size()};
    auto front = storage::render_export_front(head, sealed, list);
    const auto bytes = front.size() + storage::render_export_piece({}).size() * list.size() + known->piece_bytes;
    return OutgoingExport(std::move(front), std::move(list), vault_->pieces(deposit.vendor), bytes);
}

}  // namespace assay::escrow
