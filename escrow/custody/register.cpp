// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/register.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/note.hpp"

#include <algorithm>

namespace assay::escrow {

namespace {

using crypto::LeafEntry;
using crypto::StatementId;

std::string key_of(const StatementId& id) { return encode_hex(id.view()); }

/// Sorted by leaf, so that an iteration gives the order of the log.
std::string about_key(const crypto::DepositId& deposit, std::uint64_t index) {
    Bytes number;
    append_big_endian(number, index);
    return encode_hex(deposit.view()) + "/" + encode_hex(number);
}

Bytes render_kept(const Register::Entry& entry) {
    auto json = Json::object({{"kind", crypto::name_of(entry.kind)}, {"entry", entry.statement.render()}});
    if (entry.deposit) json.set("deposit", encode_hex(entry.deposit->view()));
    return to_bytes(json.render());
}

struct Kept {
    KeptStatement statement;
    std::optional<crypto::DepositId> deposit;
};

Result<Kept> parse_kept(ByteView value) {
    const auto json = TRY(Json::parse(text_of(value), {.bytes = storage::Outbox::kBytesMax, .depth = 16}));
    auto record = TRY(Record::of(json, "kept statement"));
    auto outgoing = TRY(storage::OutgoingStatement::parse(*TRY(record.any("entry"))));
    const auto kind = TRY(crypto::peek_kind(outgoing.statement.envelope));
    Kept out{{std::move(outgoing), kind}, std::nullopt};
    if (record.has("deposit")) out.deposit = TRY(decode_hex_as<crypto::DepositId>(TRY(record.text("deposit")), "kept statement: deposit"));
    return out;
}

Bytes render_index(std::uint64_t index) { return to_bytes(std::to_string(index)); }

Result<std::uint64_t> parse_index(ByteView value) {
    const auto index = parse_decimal(text_of(value));
    if (!index) return fail(ErrorKind::Corrupt, "the custodian's tables: a leaf's number cannot be read");
    return *index;
}

Error corrupt(Error error) { return std::move(error).within("the custodian's tables").as(ErrorKind::Corrupt); }

}  // namespace

// Tables: `statements` id -> kept statement · `leaves` id -> leaf index, written once the leaf is in the log · `places` id ->
// proof · `about` deposit/index -> id. A statement without a leaf is pending.

Result<std::unique_ptr<Register>> Register::open(Vault& vault, storage::Log& log, storage::Sequencer& sequencer, storage::Cosigning& cosigning) {
    auto out = std::unique_ptr<Register>(new Register(vault, log, sequencer, cosigning));
    TRY(out->adopt_pending());
    return out;
}

Status Register::adopt_pending() {
    std::map<LeafEntry, StatementId> pending;
    std::vector<StatementId> ids;
    std::vector<LeafEntry> leaves;
    TRY(vault_.for_each(Table::Pending, "", [&](std::string_view key, ByteView) -> Status {
        const auto id = TRY(decode_hex_as<StatementId>(key, "pending statement"));
        const auto value = TRY(vault_.get(Table::Statements, key));
        if (!value) return fail(ErrorKind::Corrupt, "the custodian's tables: a pending statement is not there");
        const auto leaf = TRY(parse_kept(*value)).statement.statement.statement.leaf();
        pending.emplace(leaf, id);
        ids.push_back(id);
        leaves.push_back(leaf);
        return {};
    }));
    if (ids.empty()) return {};
    // A crash may have come between the leaf and the note of where it is: look for it from the end, where it must be.
    auto index = log_.latest().head.size.value();
    while (index > 0 && !pending.empty()) {
        --index;
        const auto at = pending.find(TRY(log_.entry(TRY(crypto::LeafIndex::from(index)))));
        if (at == pending.end()) continue;
        const auto value = TRY(vault_.get(Table::Statements, key_of(at->second)));
        const auto kept = TRY(parse_kept(*value));
        Changes changes;
        changes.put(Table::Leaves, key_of(at->second), render_index(index));
        if (kept.deposit) changes.put(Table::About, about_key(*kept.deposit, index), to_bytes(key_of(at->second)));
        changes.remove(Table::Pending, key_of(at->second));
        TRY(vault_.apply(changes));
        pending.erase(at);
    }
    std::vector<StatementId> missing;
    std::vector<LeafEntry> missing_leaves;
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (pending.contains(leaves[i])) {
            missing.push_back(ids[i]);
            missing_leaves.push_back(leaves[i]);
        }
    return missing.empty() ? Status() : append(missing, missing_leaves);
}

Status Register::append(const std::vector<StatementId>& ids, const std::vector<LeafEntry>& leaves) {
    const auto first = TRY(sequencer_.append(leaves)).value();
    Changes changes;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto value = TRY(vault_.get(Table::Statements, key_of(ids[i])));
        const auto kept = TRY(parse_kept(*value));
        changes.put(Table::Leaves, key_of(ids[i]), render_index(first + i));
        if (kept.deposit) changes.put(Table::About, about_key(*kept.deposit, first + i), to_bytes(key_of(ids[i])));
        changes.remove(Table::Pending, key_of(ids[i]));
    }
    return vault_.apply(changes);
}

Status Register::record(const std::vector<Entry>& entries) {
    const std::lock_guard recording(recording_);
    Changes changes;
    std::vector<StatementId> ids;
    std::vector<LeafEntry> leaves;
    for (const auto& entry : entries) {
        const auto id = id_of(TRY(crypto::peek_link(entry.statement.statement.envelope)));
        const auto key = key_of(id);
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
        if (TRY(vault_.get(Table::Leaves, key))) continue;
        changes.put(Table::Statements, key, render_kept(entry));
        changes.put(Table::Pending, key, {});
        ids.push_back(id);
        leaves.push_back(entry.statement.statement.leaf());
    }
    if (ids.empty()) return {};
    TRY(vault_.apply(changes));
    return append(ids, leaves);
}

Result<std::uint64_t> Register::index_of(const StatementId& id) const {
    const auto value = TRY(vault_.get(Table::Leaves, key_of(id)));
    if (!value) return fail(ErrorKind::NotFound, "the statement " + key_of(id).substr(0, 12) + " is not in this custodian's log");
    return parse_index(*value);
}

Result<crypto::ProofSet> Register::prove(const std::vector<StatementId>& statements, std::chrono::milliseconds longest) {
    crypto::ProofSet out;
    for (const auto& id : statements) {
        if (const auto place = TRY(vault_.get(Table::Places, key_of(id)))) {
            const auto json = TRY(Json::parse(text_of(*place)));
            auto record = TRY(Record::of(json, "place"));
            out.merge(TRY(crypto::ProofSet::read(record)));
            continue;
        }
        const auto index = TRY(crypto::LeafIndex::from(TRY(index_of(id))));
        const auto checkpoint = TRY(cosigning_.wait_for_quorum(index, longest));
        const auto note = TRY(crypto::Note::parse(checkpoint));
        const auto size = TRY(crypto::Checkpoint::parse(note.unverified_text())).size();
        crypto::ProofSet place;
        place.prove(id, index.value(), TRY(log_.inclusion_proof(index, size)), checkpoint);
        auto json = Json::object();
        place.render_into(json);
        Changes changes;
        changes.put(Table::Places, key_of(id), to_bytes(json.render()));
        TRY(vault_.apply(changes));
        out.merge(place);
    }
    return out;
}

Result<std::optional<KeptStatement>> Register::find(const StatementId& id) const {
    const auto value = TRY(vault_.get(Table::Statements, key_of(id)));
    if (!value) return std::optional<KeptStatement>();
    auto kept = parse_kept(*value);
    if (!kept) return fail(corrupt(std::move(kept).error()));
    return std::optional<KeptStatement>(std::move(kept->statement));
}

Result<std::vector<KeptStatement>> Register::about(const crypto::DepositId& deposit) const {
    std::vector<StatementId> ids;
    TRY(vault_.for_each(Table::About, encode_hex(deposit.view()) + "/", [&](std::string_view, ByteView value) -> Status {
        ids.push_back(TRY(decode_hex_as<StatementId>(text_of(value), "a statement about a deposit")));
        return {};
    }));
    std::vector<KeptStatement> out;
    for (const auto& id : ids) {
        auto kept = TRY(find(id));
        if (!kept) return fail(ErrorKind::Corrupt, "the custodian's tables: a statement about a deposit is not there");
        out.push_back(std::move(*kept));
    }
    return out;
}

Status Register::for_each(const std::function<Status(const StatementId&, const KeptStatement&)>& visit) const {
    return vault_.for_each(Table::Statements, "", [&](std::string_view key, ByteView value) -> Status {
        auto kept = parse_kept(value);
        if (!kept) return fail(corrupt(std::move(kept).error()));
        return visit(TRY(decode_hex_as<StatementId>(key, "statement")), kept->statement);
    });
}

}  // namespace assay::escrow
