// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece_list.hpp"
#include "storage/piece/piece_store.hpp"
#include "storage/table/database.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace assay::escrow {

/// The custodian's tables. What their keys and values look like: records.hpp.
enum class Table {
    Parties,      ///< identity id -> identity file
    TlsKeys,      ///< SPKI digest, identity id -> nothing: the identity publishes the key
    Agreements,   ///< statement id -> agreement file
    Statements,   ///< statement id -> statement
    Pending,      ///< statement id -> where its leaf would be: written down, not yet known to be in the log
    Leaves,       ///< statement id -> leaf index
    Places,       ///< statement id -> proof
    Checkpoints,  ///< SHA-256 -> a cosigned checkpoint that some place is under
    About,        ///< deposit id, leaf index -> statement id
    Deposits,     ///< deposit id -> agreement, bytes of its pieces
    Sealed,       ///< vendor, digest -> sealed object
    Lists,        ///< vendor, digest -> piece list
    Unnamed,      ///< vendor, table, digest -> when it came and its size: of Sealed and Lists, named by no deposit yet
    Concerns,     ///< party, deposit id -> nothing: the deposit's agreement names the party
    Chains,       ///< room, tag, statement id -> its place in the room's chain
};

/// Changes to tables that happen together or not at all.
class Changes {
public:
    struct Change {
        Table table;
        std::string key;
        std::optional<Bytes> value;  ///< nothing: removed
    };
    void put(Table table, std::string key, Bytes value) {
        changes_.push_back({table, std::move(key), std::move(value)});
    }
    void remove(Table table, std::string key) { changes_.push_back({table, std::move(key), std::nullopt}); }
    const std::vector<Change>& all() const { return changes_; }
    bool empty() const { return changes_.empty(); }

private:
    std::vector<Change> changes_;
};

/// Everything a custodian keeps but the log: tables and pieces, in one database held by this process alone.
///
/// Safe to use from several threads.
class Vault {
public:
    /// Opens the folder, made where missing. Errors: Busy when another process holds it, Corrupt, Full, Io,
    /// Unsupported.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& folder);
    /// Opens one that is there, changing nothing on disk. Errors also: NotFound.
    static Result<std::unique_ptr<Vault>> open_to_read(const std::filesystem::path& folder);
    static bool exists(const std::filesystem::path& folder) { return storage::Database::exists(folder); }

    Result<std::optional<Bytes>> get(Table table, std::string_view key) const;
    /// Survives a crash once it returns. Errors: Full, nothing being changed then; Io.
    Status apply(const Changes& changes, storage::Space space = storage::Space::Ordinary);
    /// In the order of the keys' bytes.
    Status for_each(Table table, std::string_view prefix,
                    const std::function<Status(std::string_view key, ByteView value)>& visit) const;

    /// One vendor's namespace. May outlive the vault; each belongs to one thread at a time.
    std::unique_ptr<storage::PieceStore> pieces(const storage::VendorId& vendor) const;

    /// What a vendor has here of a list.
    struct Stock {
        std::vector<storage::PieceId> missing;
        std::uint64_t bytes = 0;  ///< of those that are here
    };
    /// Walks through all that the vendor has. What it finds survives a crash.
    Result<Stock> stock(const storage::VendorId& vendor, const storage::PieceList& list) const;

private:
    explicit Vault(storage::Database database) : database_(std::move(database)) {}
    static Result<std::unique_ptr<Vault>> of(Result<storage::Database> database);
    Status open_tables();
    const storage::Table& table(Table table) const { return tables_[static_cast<std::size_t>(table)]; }

    storage::Database database_;
    std::vector<storage::Table> tables_;  ///< by Table
};

}  // namespace assay::escrow
