// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/register.hpp"

#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/note.hpp"

namespace assay::escrow {

namespace {

using crypto::LeafIndex;
using crypto::StatementId;

void note_leaf(Changes& changes, const KeptStatement& statement, std::uint64_t index) {
    const auto key = key_of(statement.id);
    changes.put(Table::Leaves, key, encode_number(index));
    if (statement.deposit) changes.put(Table::About, about_key(*statement.deposit, index), to_bytes(key));
    changes.remove(Table::Pending, key);
}

}  // namespace

Result<std::uint64_t> Register::logged_size(const Vault& vault) {
    std::uint64_t size = 0;
    TRY(vault.for_each(Table::Leaves, "", [&](std::string_view, ByteView value) -> Status {
        size = std::max(size, TRY(decode_number(value)) + 1);
        return {};
    }));
    return size;
}

Result<std::unique_ptr<Register>> Register::open(Vault& vault, storage::Log& log, storage::Sequencer& sequencer,
                                                 storage::Cosigning& cosigning) {
    const auto known = TRY(logged_size(vault)), size = log.latest().head.size.value();
    if (known > size)
        return fail(ErrorKind::Corrupt, "opening custody: the log ends at " + std::to_string(size) +
                                            ", and the vault knows of leaf " + std::to_string(known - 1) +
                                            ": an older copy of the log was put back");
    std::unique_ptr<Register> out(new Register(vault, log, sequencer, cosigning));
    TRY(out->adopt_pending());
    TRY(out->check_every_leaf());
    // What cannot be appended yet waits for the first statement that can.
    if (auto appended = out->append_left_over(); !appended && appended.error().kind() != ErrorKind::Unavailable)
        return fail(std::move(appended).error());
    return out;
}

/// A crash may have come between a leaf and the note of where it is. It is where the log ended then, or after that.
Status Register::adopt_pending() {
    std::map<PendingLeaf, KeptStatement> in_order;
    TRY(vault_.for_each(Table::Pending, "", [&](std::string_view key, ByteView value) -> Status {
        const auto where = TRY(PendingLeaf::decode(value));
        auto kept = TRY(find(TRY(id_of_key<StatementId>(key))));
        if (!kept) return corrupt_tables("a pending statement is not there");
        // Two calls that came together have the same places; whose statements go first makes no difference.
        auto free = where;
        while (in_order.contains(free)) ++free.position;
        in_order.emplace(free, std::move(*kept));
        return {};
    }));
    if (in_order.empty()) return {};
    std::map<crypto::LeafEntry, const KeptStatement*> unfound;
    for (const auto& [where, kept] : in_order) unfound.emplace(kept.salted().leaf(), &kept);
    Changes changes;
    const auto end = log_.latest().head.size.value();
    for (auto index = in_order.begin()->first.size; index < end && !unfound.empty(); ++index) {
        const auto entry = TRY(log_.entry(TRY(LeafIndex::from(index))));
        if (const auto at = unfound.find(entry); at != unfound.end()) {
            note_leaf(changes, *at->second, index);
            unfound.erase(at);
        }
    }
    TRY(vault_.apply(changes, storage::Space::Reserve));
    for (auto& [where, kept] : in_order)
        if (unfound.contains(kept.salted().leaf())) left_over_.push_back(std::move(kept));
    return {};
}

/// A vault that is lost, or older than the log, would hold again what it held.
Status Register::check_every_leaf() const {
    std::vector<bool> is_known(static_cast<std::size_t>(log_.latest().head.size.value()));
    TRY(vault_.for_each(Table::Leaves, "", [&](std::string_view, ByteView value) -> Status {
        if (const auto index = TRY(decode_number(value)); index < is_known.size())
            is_known[static_cast<std::size_t>(index)] = true;
        return {};
    }));
    // Leaf 0 is the genesis entry.
    for (std::size_t index = 1; index < is_known.size(); ++index)
        if (!is_known[index])
            return fail(Error(ErrorKind::Corrupt, "opening custody: leaf " + std::to_string(index) + " of " +
                                                      std::to_string(is_known.size()) +
                                                      " in the log belongs to no statement in the vault: the vault is "
                                                      "lost or older than the log")
                            .with_hint("put back the newest copy of the vault; escrow check lists what is missing"));
    return {};
}

Status Register::append_left_over() {
    const std::lock_guard lock(leaving_);
    if (left_over_.empty()) return {};
    TRY(cosigning_.check_confirmed());
    TRY(append(left_over_));
    left_over_.clear();
    return {};
}

Status Register::append(const std::vector<KeptStatement>& statements) {
    std::vector<crypto::LeafEntry> leaves;
    for (const auto& statement : statements) leaves.push_back(statement.salted().leaf());
    const auto first = TRY(sequencer_.append(std::move(leaves))).value();
    Changes changes;
    for (std::size_t i = 0; i < statements.size(); ++i) note_leaf(changes, statements[i], first + i);
    // They are in the log: forgetting that would log them twice.
    return vault_.apply(changes, storage::Space::Reserve);
}

Status Register::record(const std::vector<KeptStatement>& statements, Changes also) {
    std::set<StatementId> ids;
    for (const auto& statement : statements) ids.insert(statement.id);
    const auto turn = recording_.take(ids);
    if (!TRY(all_logged(ids))) {
        TRY(cosigning_.check_confirmed());
        TRY(append_left_over());
    }
    const auto size = log_.latest().head.size.value();
    std::vector<KeptStatement> fresh;
    for (const auto& statement : statements) {
        const auto key = key_of(statement.id);
        if (ids.erase(statement.id) == 0 || TRY(is_logged(statement.id))) continue;
        // What was written down before stays as it was: its leaf may be on its way.
        auto before = TRY(find(statement.id));
        if (!before) {
            also.put(Table::Statements, key, statement.encode());
            also.put(Table::Pending, key, PendingLeaf{.size = size, .position = fresh.size()}.encode());
        }
        fresh.push_back(before ? std::move(*before) : statement);
    }
    if (!also.empty()) TRY(vault_.apply(also));
    return fresh.empty() ? Status() : append(fresh);
}

Result<bool> Register::all_logged(const std::set<StatementId>& ids) const {
    for (const auto& id : ids)
        if (!TRY(is_logged(id))) return false;
    return true;
}

Result<bool> Register::is_logged(const StatementId& id) const {
    return TRY(vault_.get(Table::Leaves, key_of(id))).has_value();
}

Result<std::uint64_t> Register::index_of(const StatementId& id) const {
    const auto value = TRY(vault_.get(Table::Leaves, key_of(id)));
    if (!value)
        return fail(ErrorKind::NotFound,
                    "the statement " + crypto::hex(id).substr(0, 12) + " is not in this custodian's log");
    return decode_number(*value);
}

Result<std::optional<Place>> Register::place_of(const StatementId& id) const {
    const auto value = TRY(vault_.get(Table::Places, key_of(id)));
    if (!value) return std::optional<Place>();
    return std::optional<Place>(TRY(Place::decode(*value)));
}

Result<std::string> Register::checkpoint_of(const Place& place) const {
    const auto text = TRY(vault_.get(Table::Checkpoints, key_of(place.checkpoint)));
    if (!text) return corrupt_tables("the checkpoint of a place is not there");
    return to_text(*text);
}

Result<crypto::ProofSet> Register::prove(const std::vector<StatementId>& statements,
                                         std::chrono::milliseconds longest) {
    const auto end = std::chrono::steady_clock::now() + longest;
    struct Proven {
        Place place;
        std::string checkpoint;
    };
    std::map<StatementId, Proven> proven;
    std::map<std::uint64_t, StatementId> without_place;
    for (const auto& id : statements) {
        if (auto place = TRY(place_of(id))) {
            auto text = TRY(checkpoint_of(*place));
            proven.insert_or_assign(id, Proven{std::move(*place), std::move(text)});
        } else {
            without_place.emplace(TRY(index_of(id)), id);
        }
    }
    while (!without_place.empty()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        const auto first = TRY(LeafIndex::from(without_place.begin()->first));
        const auto text = TRY(cosigning_.wait_for_quorum(first, std::max(left, std::chrono::milliseconds(0))));
        const auto digest = crypto::sha256(bytes_of(text));
        const auto size = TRY(crypto::Checkpoint::parse(TRY(crypto::Note::parse(text)).unverified_text())).size();
        const std::lock_guard turn(placing_);
        Changes changes;
        while (!without_place.empty() && without_place.begin()->first < size.value()) {
            const auto [index, id] = *without_place.begin();
            without_place.erase(without_place.begin());
            if (auto earlier = TRY(place_of(id))) {
                auto checkpoint = TRY(checkpoint_of(*earlier));
                proven.insert_or_assign(id, Proven{std::move(*earlier), std::move(checkpoint)});
                continue;
            }
            Place place{.index = index, .checkpoint = digest, .path = {}};
            place.path = TRY(log_.inclusion_proof(TRY(LeafIndex::from(index)), size));
            changes.put(Table::Places, key_of(id), place.encode());
            proven.insert_or_assign(id, Proven{std::move(place), text});
        }
        if (changes.empty()) continue;
        changes.put(Table::Checkpoints, key_of(digest), to_bytes(text));
        TRY(vault_.apply(changes));
    }
    // In the order asked for, whichever of them had a place before: the same question has the same answer.
    crypto::ProofSet out;
    for (const auto& id : statements) {
        auto& [place, text] = proven.at(id);
        out.prove(id, place.index, place.path, text);
    }
    return out;
}

Result<std::optional<KeptStatement>> Register::find(const StatementId& id) const {
    const auto value = TRY(vault_.get(Table::Statements, key_of(id)));
    if (!value) return std::optional<KeptStatement>();
    return std::optional<KeptStatement>(TRY(KeptStatement::decode(*value)));
}

Result<std::vector<StatementId>> Register::about(const crypto::DepositId& deposit) const {
    std::vector<StatementId> out;
    TRY(vault_.for_each(Table::About, key_of(deposit), [&](std::string_view, ByteView value) -> Status {
        out.push_back(TRY(id_of_key<StatementId>(value)));
        return {};
    }));
    return out;
}

}  // namespace assay::escrow
