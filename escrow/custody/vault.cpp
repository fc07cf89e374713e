// SPDX-License-Identifier: Apache-2.0
#include "escrow/custody/vault.hpp"

#include "storage/piece/table_pieces.hpp"

namespace assay::escrow {

namespace {

constexpr Table kTables[] = {Table::Parties, Table::TlsKeys, Table::Agreements,  Table::Statements, Table::Pending,
                             Table::Leaves,  Table::Places,  Table::Checkpoints, Table::About,      Table::Deposits,
                             Table::Sealed,  Table::Lists,   Table::Unnamed,     Table::Concerns,   Table::Chains};

std::string_view name_of(Table table) {
    switch (table) {
        case Table::Parties: return "parties";
        case Table::TlsKeys: return "tls-keys";
        case Table::Agreements: return "agreements";
        case Table::Statements: return "statements";
        case Table::Pending: return "pending";
        case Table::Leaves: return "leaves";
        case Table::Places: return "places";
        case Table::Checkpoints: return "checkpoints";
        case Table::About: return "about";
        case Table::Deposits: return "deposits";
        case Table::Sealed: return "sealed";
        case Table::Lists: return "lists";
        case Table::Unnamed: return "unnamed";
        case Table::Concerns: return "concerns";
        case Table::Chains: return "chains";
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& folder) {
    auto tables = storage::TablePieces::tables();
    for (const auto table : kTables) tables.push_back({.name = std::string(name_of(table))});
    return of(storage::Database::open(folder, tables));
}

Result<std::unique_ptr<Vault>> Vault::open_to_read(const std::filesystem::path& folder) {
    return of(storage::Database::open_to_read(folder));
}

Result<std::unique_ptr<Vault>> Vault::of(Result<storage::Database> database) {
    if (!database && database.error().kind() == ErrorKind::Busy)
        return fail(std::move(database).error().with_hint(
            "stop the escrow serve that has it open, or ask that one: --at in place of --data"));
    auto tables = TRY(std::move(database));
    std::unique_ptr<Vault> out(new Vault(std::move(tables)));
    TRY(out->open_tables());
    return out;
}

Status Vault::open_tables() {
    // Here, so that `pieces` cannot fail.
    for (const auto& table : storage::TablePieces::tables()) TRY(database_.table(table.name));
    for (const auto table : kTables) tables_.push_back(TRY(database_.table(name_of(table))));
    return {};
}

Result<std::optional<Bytes>> Vault::get(Table table, std::string_view key) const {
    return this->table(table).get(bytes_of(key));
}

Status Vault::apply(const Changes& changes, storage::Space space) {
    storage::Batch batch;
    for (const auto& change : changes.all()) {
        if (change.value)
            batch.put(name_of(change.table), bytes_of(change.key), *change.value);
        else
            batch.remove(name_of(change.table), bytes_of(change.key));
    }
    return database_.write(batch, space);
}

Status Vault::for_each(Table table, std::string_view prefix,
                       const std::function<Status(std::string_view key, ByteView value)>& visit) const {
    using Next = storage::Table::Next;
    return this->table(table).each({.prefix = bytes_of(prefix)}, [&](ByteView key, ByteView value) -> Result<Next> {
        TRY(visit(text_of(key), value));
        return Next::Continue;
    });
}

std::unique_ptr<storage::PieceStore> Vault::pieces(const storage::VendorId& vendor) const {
    return *storage::TablePieces::of(database_, vendor);
}

Result<Vault::Stock> Vault::stock(const storage::VendorId& vendor, const storage::PieceList& list) const {
    Stock out;
    const auto pieces = this->pieces(vendor);
    // Somebody else may have put some of them a moment ago.
    TRY(pieces->flush());
    auto wanted = list.ids().begin();
    const auto end = list.ids().end();
    // Both ascend, so one walk through them side by side is enough.
    TRY(pieces->each([&](const storage::PieceId& id, std::uint32_t size) -> Status {
        while (wanted != end && *wanted < id) out.missing.push_back(*wanted++);
        if (wanted != end && *wanted == id) {
            out.bytes += size;
            ++wanted;
        }
        return {};
    }));
    out.missing.insert(out.missing.end(), wanted, end);
    return out;
}

}  // namespace assay::escrow
