// SPDX-License-Identifier: Apache-2.0
// The one door to RocksDB. Private to storage/table.
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/files/folder.hpp"
#include "storage/table/database.hpp"

#include <rocksdb/db.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace assay::storage {

using Family = rocksdb::ColumnFamilyHandle;

/// An open database with a column family for each table, closed when the last who uses it goes.
class OpenDatabase {
public:
    /// Kept free beside what is written: for the log, the manifest and tables rewritten behind our back.
    static constexpr std::uint64_t kReserveBytes = 64U << 20;

    /// Errors: Busy when another process has it open, Corrupt, Full, Io; Unsupported when it is of another version.
    static Result<std::shared_ptr<OpenDatabase>> open(const std::filesystem::path& path,
                                                      const std::vector<TableSpec>& tables);
    /// For reading only, changing nothing on disk. Errors also: NotFound when there is none.
    static Result<std::shared_ptr<OpenDatabase>> open_to_read(const std::filesystem::path& path);
    ~OpenDatabase();
    OpenDatabase(const OpenDatabase&) = delete;
    OpenDatabase& operator=(const OpenDatabase&) = delete;

    rocksdb::DB& db() const { return *db_; }
    /// Null when there is no table of that name.
    Family* family(std::string_view name) const;
    const std::string& name() const { return name_; }

    /// A failed call in our words: `doing in "path": cause`.
    Status told(const rocksdb::Status& status, std::string_view doing) const;

    /// Durable when it returns. Errors: Full, nothing being changed then; Io.
    Status write(rocksdb::WriteBatch& batch, Space space, std::string_view doing);
    /// Writes past the log: not durable before `settle`, though others see it at once.
    Status write_past_log(rocksdb::WriteBatch& batch, const std::set<Family*>& families);
    /// When it returns, everything anybody wrote past the log and could be seen before is durable.
    Status settle();

    /// Calls `visit(key, value)` for all keys that begin with `prefix`, from `from` on, ascending, as they were at the
    /// start, until it returns false or an error.
    template <typename Visit>
    Status each(Family* family, ByteView prefix, ByteView from, std::string_view doing, Visit visit) const;

private:
    explicit OpenDatabase(Folder folder);
    Status take_over(rocksdb::DB* opened, const std::vector<Family*>& families);
    Status lock();
    Status check_version();
    Status check_space(std::uint64_t bytes, std::string_view doing) const;

    Folder folder_;
    std::string name_;
    rocksdb::FileLock* lock_ = nullptr;  ///< while open to be read; otherwise RocksDB's own
    std::unique_ptr<rocksdb::DB> db_;
    std::map<std::string, Family*, std::less<>> families_;
    std::mutex past_log_mutex_;  ///< owns all below; held while something is written past the log
    std::uint64_t past_log_writes_ = 0;
    std::uint64_t settled_writes_ = 0;
    std::set<Family*> past_log_families_;  ///< all that were ever written so
};

inline rocksdb::Slice slice_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline ByteView view_of(const rocksdb::Slice& slice) { return bytes_of(std::string_view(slice.data(), slice.size())); }

/// Writes that survive a crash before they are acknowledged.
inline rocksdb::WriteOptions synced() {
    rocksdb::WriteOptions options;
    options.sync = true;
    return options;
}

template <typename Visit>
Status OpenDatabase::each(Family* family, ByteView prefix, ByteView from, std::string_view doing, Visit visit) const {
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(rocksdb::ReadOptions(), family));
    const auto begin = std::max(text_of(prefix), text_of(from));
    for (at->Seek({begin.data(), begin.size()}); at->Valid() && at->key().starts_with(slice_of(prefix)); at->Next())
        if (!TRY(visit(view_of(at->key()), view_of(at->value())))) return {};
    return told(at->status(), doing);
}

}  // namespace assay::storage
