// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/store/piece_store.hpp"

#include <map>
#include <memory>

namespace assay::storage {

class Database;

/// One vendor's pieces in a Store. One thread at a time; several of one vendor may work side by side.
class VendorPieces final : public PieceStore {
public:
    ~VendorPieces() override;

    /// Errors of both: Full, Io; nothing of what was not flushed is acknowledged.
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
    friend class Store;
    VendorPieces(std::shared_ptr<Database> database, const VendorId& vendor);
    Bytes key_of(const PieceId& id) const;
    enum class Log { Through, Past };
    Status write_waiting(Log log);

    std::shared_ptr<Database> database_;
    VendorId vendor_;
    std::map<PieceId, Bytes> waiting_;  ///< put, not yet in the database
    std::size_t waiting_bytes_ = 0;
    bool is_past_log_ = false;  ///< whether something since the last flush went past the log
};

}  // namespace assay::storage
