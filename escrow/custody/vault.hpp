// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece_channel.hpp"
#include "storage/piece/piece_list.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

namespace assay::escrow {

/// The custodian's tables. Each can be rebuilt from statements, log and pieces.
enum class Table {
    Parties,     ///< identity id -> identity file
    TlsKeys,     ///< SPKI digest -> identity id
    Agreements,  ///< statement id -> agreement file
    Statements,  ///< statement id -> statement
    Pending,     ///< statement id: written down, not yet in the log
    Leaves,      ///< statement id -> leaf index
    Places,      ///< statement id -> proof
    About,       ///< deposit id / leaf index -> statement id
    Deposits,    ///< deposit id -> what it consists of
    Sealed,      ///< vendor / digest -> sealed object
    Lists,       ///< vendor / digest -> piece list
};

/// Changes to tables that happen together or not at all.
class Changes {
public:
    struct Change {
        Table table;
        std::string key;
        std::optional<Bytes> value;  ///< nothing: removed
    };
    void put(Table table, std::string key, Bytes value) { changes_.push_back({table, std::move(key), std::move(value)}); }
    void remove(Table table, std::string key) { changes_.push_back({table, std::move(key), std::nullopt}); }
    const std::vector<Change>& all() const { return changes_; }

private:
    std::vector<Change> changes_;
};

/// Everything a custodian keeps but the log: tables and pieces, in RocksDB, held by this process alone.
///
/// Safe to use from several threads.
class Vault {
public:
    /// Errors: Busy when another process holds it, Corrupt, Io.
    static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& folder);
    ~Vault();

    Result<std::optional<Bytes>> get(Table table, std::string_view key) const;
    /// Survives a crash once it returns.
    Status apply(const Changes& changes);
    /// In the order of the keys' bytes.
    Status for_each(Table table, std::string_view prefix, const std::function<Status(std::string_view key, ByteView value)>& visit) const;

    /// Those of `ids` the vendor does not have here, in their order.
    Result<std::vector<storage::PieceId>> missing(const storage::VendorId& vendor, std::span<const storage::PieceId> ids) const;
    /// Keeps the pieces; they survive a crash once it returns.
    Status put(const storage::VendorId& vendor, std::vector<storage::SealedPiece> pieces);
    /// Errors: NotFound.
    Result<Bytes> get(const storage::VendorId& vendor, const storage::PieceId& id) const;

private:
    struct State;
    explicit Vault(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::escrow
