// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/store/batch.hpp"
#include "storage/store/table.hpp"
#include "storage/store/vendor_pieces.hpp"

#include <filesystem>

namespace assay::storage {

/// A custodian's data: sealed pieces in one namespace a vendor, and named tables beside them, in one RocksDB database.
///
/// - Open once: a second process, or a second Store, gets Busy.
/// - What a call acknowledged is there after a crash of the machine; what it did not is there wholly or not at all.
/// - Any thread; each VendorPieces belongs to one thread at a time.
class Store {
public:
    /// Opens the folder, made where missing, with at least these tables. Errors: Busy, Corrupt, Full, Io; Unsupported
    /// when it is of another version; Invalid for a table named as one of the store's own.
    static Result<Store> open(const std::filesystem::path& path, const std::vector<std::string>& tables);
    /// Opens one that is there, changing nothing on disk: whatever writes ends in an error. Errors: NotFound, Busy,
    /// Corrupt, Io, Unsupported.
    static Result<Store> open_to_read(const std::filesystem::path& path);
    /// Whether a store was ever begun there.
    static bool exists(const std::filesystem::path& path);

    /// The namespace of one vendor; empty where nothing was put.
    std::unique_ptr<VendorPieces> pieces(const VendorId& vendor) const;

    /// Errors: NotFound.
    Result<Table> table(std::string_view name) const;

    /// Makes all changes of the batch at once; durable when it returns. Errors: NotFound for an unknown table; Full,
    /// Io, nothing being changed then.
    Status write(const Batch& batch, Space space = Space::Ordinary) const;

private:
    explicit Store(std::shared_ptr<Database> database) : database_(std::move(database)) {}
    std::shared_ptr<Database> database_;
};

}  // namespace assay::storage
