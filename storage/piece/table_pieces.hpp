// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece_store.hpp"
#include "storage/table/database.hpp"

#include <map>
#include <memory>

namespace assay::storage {

/// One vendor's pieces in a database, beside whatever else is there. One thread at a time; several of one vendor may
/// work side by side.
///
/// - Table `pieces`: vendor id ‖ piece id -> size (4 bytes, most significant byte first).
/// - Table `contents`: vendor id ‖ piece id -> the piece.
class TablePieces final : public PieceStore {
public:
    /// The tables a database must have been opened with.
    static const std::vector<TableSpec>& tables();
    /// A vendor's namespace; empty where nothing was put. Errors: NotFound where the database has not those tables.
    static Result<std::unique_ptr<TablePieces>> of(const Database& database, const VendorId& vendor);

    /// Errors of both: Full, Io; the first one again, once it failed. Nothing of what was not flushed is acknowledged.
    Status put(SealedPiece piece) override;
    Status flush() override;

    /// Checked by the medium's checksum. Errors: NotFound, Corrupt, Io.
    Result<Bytes> get(const PieceId& id) override;
    Result<std::vector<PieceId>> missing(std::span<const PieceId> ids) override;
    Result<StoreStats> stats() override;
    Status each(const Visitor& visit) override;

    /// Durable when it returns; one that is not there is no error. Their bytes leave the disk when RocksDB compacts.
    Status remove(std::span<const PieceId> ids);

private:
    TablePieces(Database database, Table sizes, Table contents, const VendorId& vendor);
    Bytes key_of(const PieceId& id) const;
    enum class Log { Through, Past };
    Status write_waiting(Log log);

    Database database_;
    Table sizes_, contents_;
    VendorId vendor_;
    std::map<PieceId, Bytes> waiting_;  ///< put, not yet in the database
    std::size_t waiting_bytes_ = 0;
    bool is_past_log_ = false;  ///< whether something since the last flush went past the log
    std::optional<Error> failure_;
};

}  // namespace assay::storage
