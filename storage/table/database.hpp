// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/table/batch.hpp"
#include "storage/table/table.hpp"

#include <filesystem>

namespace assay::storage {

/// A table that a database is to have.
struct TableSpec {
    /// How values are kept; the same for all time of a table.
    enum class Values {
        Small,  ///< beside their keys
        Large   ///< those of 512 bytes and more in files of their own, which are not rewritten with the keys
    };
    std::string name;
    Values values = Values::Small;
};

/// Named tables in one RocksDB database in a folder.
///
/// - Open once: a second process, or a second Database, gets Busy.
/// - What a call acknowledges is there after a crash of the machine; what it did not is there wholly or not at all.
/// - Copies are the same database, closed with the last of them and of their tables. Any thread.
class Database {
public:
    /// Opens the folder, made where missing, with at least these tables. Errors: Busy, Corrupt, Full, Io; Unsupported
    /// when it is of another version; Invalid for a name that no table can have.
    static Result<Database> open(const std::filesystem::path& path, const std::vector<TableSpec>& tables);
    /// Opens one that is there, changing nothing on disk: whatever writes ends in an error. Errors: NotFound, Busy,
    /// Corrupt, Io, Unsupported.
    static Result<Database> open_to_read(const std::filesystem::path& path);
    /// Whether a database was ever begun there.
    static bool exists(const std::filesystem::path& path);

    /// Errors: NotFound.
    Result<Table> table(std::string_view name) const;

    /// Makes all changes of the batch at once; durable when it returns. Errors: NotFound for an unknown table; Full,
    /// Io, nothing being changed then.
    Status write(const Batch& batch, Space space = Space::Ordinary) const;
    /// The same past the log, for much at once: everybody sees it when it returns, and it is durable once `settle`
    /// returned.
    Status write_past_log(const Batch& batch) const;
    /// When it returns, everything anybody wrote past the log and could be seen before is durable.
    Status settle() const;

private:
    explicit Database(std::shared_ptr<OpenDatabase> open) : open_(std::move(open)) {}
    std::shared_ptr<OpenDatabase> open_;
};

}  // namespace assay::storage
