// SPDX-License-Identifier: Apache-2.0
// Goes through the tables one after the other. A finding ends the look at one thing, never the whole check.
#include "escrow/custody/custody_check.hpp"

#include "base/core/text.hpp"
#include "crypto/evidence/log_keys.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/entry_bundle.hpp"
#include "crypto/tlog/note.hpp"
#include "escrow/custody/completeness.hpp"
#include "escrow/custody/custody.hpp"
#include "storage/tlog/tile_store.hpp"

namespace assay::escrow {

namespace {

using crypto::DepositId;
using crypto::IdentityId;
using crypto::StatementId;

/// The entries of a log; none in place of those that cannot be read, which the check of the log itself has reported.
Result<std::vector<std::optional<crypto::LeafEntry>>> read_entries(Folder log, crypto::TreeSize size) {
    std::vector<std::optional<crypto::LeafEntry>> out;
    out.reserve(static_cast<std::size_t>(size.value()));
    const storage::TileFiles files(std::move(log));
    storage::StoredTiles tiles(files, size);
    while (out.size() < size.value()) {
        const auto width = std::min<std::uint64_t>(crypto::kTileWidth, size.value() - out.size());
        const auto tile = TRY(crypto::Tile::entries(out.size() / crypto::kTileWidth, static_cast<unsigned>(width)));
        const auto content = tiles.read(tile);
        const auto bundle = content ? crypto::decode_entries(*content, tile.width()) : fail(content.error());
        for (std::size_t i = 0; i < width; ++i) {
            const bool is_leaf = bundle && (*bundle)[i].size() == crypto::LeafEntry::kSize;
            out.push_back(is_leaf ? std::optional(crypto::LeafEntry::copy_of((*bundle)[i])) : std::nullopt);
        }
    }
    return out;
}

class Check {
public:
    Check(const CustodyCheck& request, const Vault& vault, Progress& progress, const Interrupt& interrupt)
        : request_(request), vault_(vault), progress_(progress), interrupt_(interrupt) {}

    Result<CustodyReport> run() {
        TRY(check_log());
        TRY(check_statements());
        TRY(check_leaves());
        TRY(check_places());
        TRY(check_parties());
        TRY(check_agreements());
        TRY(check_deposits());
        return std::move(report_);
    }

private:
    void found(const std::string& where, const std::string& what) {
        if (report_.findings.size() < CustodyReport::kFindingsMax) report_.findings.push_back(where + ": " + what);
    }
    /// Passes interruption on; anything else is a finding.
    Status judge(const std::string& where, const Status& status) {
        if (!status && status.error().kind() == ErrorKind::Interrupted) return status;
        if (!status) found(where, status.error().message());
        return {};
    }
    /// Looks at each row of a table; what goes wrong with one is a finding about it.
    Status each(Table table, std::string_view what,
                const std::function<Status(std::string_view key, ByteView value)>& look) {
        return vault_.for_each(table, "", [&](std::string_view key, ByteView value) -> Status {
            TRY(interrupt_.check("checking what is kept"));
            const auto where = std::string(what) + " " + encode_hex(bytes_of(key.substr(0, 6)));
            return judge(where, look(key, value));
        });
    }

    Status check_log() {
        const CustodyPlace place(request_.data);
        std::vector<crypto::NoteKey> witnesses;
        const auto tlog = TRY_WITHIN("policy: log policy", crypto::TlogPolicy::parse(request_.policy.tlog));
        for (const auto& witness : tlog.witnesses()) witnesses.push_back(witness.key);
        TRY(crypto::check_log_keys(request_.custodian, tlog));
        const auto keys = TRY(crypto::log_keys_of(request_.custodian));
        report_.log =
            TRY(storage::check_log(place.log, {.log = keys, .witnesses = std::move(witnesses)}, progress_, interrupt_));
        const auto size = report_.log.head ? report_.log.head->size : crypto::TreeSize(0);
        entries_ = TRY(read_entries(TRY(Folder::open(place.log.folder)), size));
        has_statement_.assign(entries_.size(), false);
        return {};
    }

    /// Each statement against its leaf.
    Status check_statements() {
        return each(Table::Statements, "statement", [&](std::string_view key, ByteView value) -> Status {
            ++report_.statements;
            const auto id = TRY(id_of_key<StatementId>(key));
            const auto kept = TRY(KeptStatement::decode(value));
            if (kept.id != id) return fail(ErrorKind::Corrupt, "is kept under another id than its own");
            const auto leaf = TRY(vault_.get(Table::Leaves, key));
            const auto pending = TRY(vault_.get(Table::Pending, key));
            if (!leaf && pending) {
                ++report_.pending;
                pending_.insert(kept.salted().leaf());
                return {};
            }
            if (!leaf) return fail(ErrorKind::Corrupt, "has no leaf noted, and does not wait for one");
            const auto index = TRY(decode_number(*leaf));
            if (index >= entries_.size())
                return fail(ErrorKind::Corrupt, "its leaf " + std::to_string(index) + " is beyond the log's end");
            const auto& entry = entries_[static_cast<std::size_t>(index)];
            if (entry && *entry != kept.salted().leaf())
                return fail(ErrorKind::Corrupt, "leaf " + std::to_string(index) + " is not its own");
            has_statement_[static_cast<std::size_t>(index)] = true;
            if (!kept.deposit) return {};
            const auto about = TRY(vault_.get(Table::About, about_key(*kept.deposit, index)));
            if (!about || text_of(*about) != key) return fail(ErrorKind::Corrupt, "is not listed with its deposit");
            return check_chained(kept);
        });
    }

    /// Each rebuild and verdict that names a place in a chain is listed there. Its signature was checked when it came.
    Status check_chained(const KeptStatement& kept) {
        if (!crypto::facts_of(kept.kind).is_of_room) return {};
        const auto envelope = TRY(crypto::detail::parse_envelope(kept.salted().envelope));
        const auto payload = TRY(crypto::detail::parse_payload(envelope.payload));
        const auto* chain = payload.predicate.find("chain");
        const auto* signer = payload.predicate.find("signer");
        if (chain == nullptr || chain->is_null() || signer == nullptr || signer->text() == nullptr) return {};
        const auto room = TRY(decode_hex_as<crypto::IdentityId>(*signer->text(), "signer"));
        const auto key = chain_prefix(room, TRY(crypto::ChainPlace::parse(*chain)).tag) + key_of(kept.id);
        if (!TRY(vault_.get(Table::Chains, key)))
            return fail(ErrorKind::Corrupt, "is not listed in the chain it is in");
        return {};
    }

    /// Each leaf but the first, the genesis entry, belongs to a statement, perhaps to one that does not know yet.
    Status check_leaves() {
        for (std::size_t index = 1; index < entries_.size(); ++index)
            if (entries_[index] && !has_statement_[index] && !pending_.contains(*entries_[index]))
                found("leaf " + std::to_string(index), "no statement kept here is its own");
        return {};
    }

    Status check_places() {
        return each(Table::Places, "place of statement", [&](std::string_view key, ByteView value) -> Status {
            const auto place = TRY(Place::decode(value));
            const auto text = TRY(vault_.get(Table::Checkpoints, key_of(place.checkpoint)));
            if (!text) return corrupt_tables("its checkpoint is not there");
            if (crypto::sha256(*text) != place.checkpoint) return corrupt_tables("its checkpoint is another one");
            const auto note = TRY(crypto::Note::parse(text_of(*text)));
            const auto checkpoint = TRY(crypto::Checkpoint::parse(note.unverified_text()));
            const auto kept = TRY(vault_.get(Table::Statements, key));
            if (!kept) return corrupt_tables("the statement is not there");
            const auto entry = TRY(KeptStatement::decode(*kept)).salted().leaf();
            const auto index = TRY(crypto::LeafIndex::from(place.index));
            const crypto::Leaf leaf{.index = index, .hash = crypto::leaf_hash(entry)};
            return crypto::verify_inclusion(leaf, place.path, checkpoint.head());
        });
    }

    Status check_parties() {
        return each(Table::TlsKeys, "TLS key", [&](std::string_view key, ByteView) -> Status {
            const auto published = TRY(PublishedKey::of_key(key));
            const auto file = TRY(vault_.get(Table::Parties, key_of(published.party)));
            if (!file) return corrupt_tables("its party is not there");
            const auto spki = TRY(tls_key_of(TRY(crypto::IdentityFile::parse(text_of(*file))).identity()));
            if (spki != published.key) return corrupt_tables("its party publishes another one");
            return {};
        });
    }

    Status check_agreements() {
        return each(Table::Agreements, "agreement", [&](std::string_view key, ByteView value) -> Status {
            ++report_.agreements;
            const auto id = TRY(id_of_key<StatementId>(key));
            const auto file = TRY(crypto::AgreementFile::parse(text_of(value)));
            if (file.link().id() != id) return fail(ErrorKind::Corrupt, "is kept under another id than its own");
            if (!TRY(vault_.get(Table::Leaves, key))) return fail(ErrorKind::Corrupt, "is not in the log");
            for (const auto& party : file.identities())
                if (!TRY(vault_.get(Table::Parties, key_of(party.identity().id()))))
                    return fail(ErrorKind::Corrupt, "its party " + party.identity().describe() + " is not there");
            return {};
        });
    }

    Status check_deposits() {
        return vault_.for_each(Table::Deposits, "", [&](std::string_view key, ByteView value) -> Status {
            TRY(interrupt_.check("checking what is kept"));
            ++report_.deposits;
            const auto id = TRY(id_of_key<DepositId>(key));
            const auto name = "deposit " + crypto::render_deposit_id(id).substr(0, 16);
            return judge(name, check_deposit(id, value, name));
        });
    }

    Status check_deposit(const DepositId& id, ByteView value, const std::string& name) {
        const auto note = TRY(DepositNote::decode(value));
        const auto kept = TRY(vault_.get(Table::Statements, key_of(id)));
        if (!kept) return corrupt_tables("its statement is not there");
        if (!TRY(vault_.get(Table::Statements, key_of(note.held))))
            return corrupt_tables("the statement that it is held is not there");
        const auto text = TRY(vault_.get(Table::Agreements, key_of(note.agreement)));
        if (!text) return corrupt_tables("its agreement is not there");
        const auto agreement = TRY(crypto::AgreementFile::parse(text_of(*text)));
        for (const auto& party : agreement.terms().parties())
            if (!TRY(vault_.get(Table::Concerns, concern_key(party, id))))
                found(name, "is not listed with its party " + agreement.book().find(party)->describe());
        const auto decoded = TRY(KeptStatement::decode(*kept));
        const auto statement = TRY(crypto::Statement::open(decoded.salted(), agreement.book()));
        const auto deposit = TRY(crypto::Deposit::parse(statement));
        const auto bytes = check_complete(vault_, deposit);
        if (!bytes) found(name, bytes.error().message());
        if (bytes && *bytes != note.piece_bytes) found(name, "its pieces do not have the size noted when it was held");
        const auto list = TRY(find_list(vault_, deposit));
        report_.pieces += list.size();
        if (request_.read_data == ReadData::Yes) return read_back(deposit, list, name);
        report_.bytes += bytes.value_or(0);
        return {};
    }

    Status read_back(const crypto::Deposit& deposit, const storage::PieceList& list, const std::string& name) {
        const auto pieces = vault_.pieces(deposit.vendor);
        ProgressStage stage(progress_, "reading back " + name, Progress::Unit::Items, list.size());
        for (const auto& id : list.ids()) {
            TRY(interrupt_.check("reading back pieces"));
            stage.advance(1);
            const auto bytes = pieces->get_checked(id);
            if (!bytes)
                found(name, bytes.error().message());
            else
                report_.bytes += bytes->size();
        }
        stage.done();
        return {};
    }

    const CustodyCheck& request_;
    const Vault& vault_;
    Progress& progress_;
    const Interrupt& interrupt_;
    CustodyReport report_;
    std::vector<std::optional<crypto::LeafEntry>> entries_;  ///< of the log
    std::vector<bool> has_statement_;                        ///< by leaf
    std::set<crypto::LeafEntry> pending_;
};

}  // namespace

Result<CustodyReport> check_custody(const CustodyCheck& request, Progress& progress, const Interrupt& interrupt) {
    TRY(check_is_custody(request.data));
    const auto vault = TRY(Vault::open_to_read(CustodyPlace(request.data).vault));
    return Check(request, *vault, progress, interrupt).run();
}

}  // namespace assay::escrow
