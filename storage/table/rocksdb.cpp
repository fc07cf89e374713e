// SPDX-License-Identifier: Apache-2.0
#include "storage/table/rocksdb.hpp"

#include "base/core/text.hpp"
#include "base/files/space.hpp"

#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <cstdarg>

namespace assay::storage {

namespace {

constexpr std::string_view kVersionKey = "format";
constexpr std::string_view kVersion = "assay-store-v1";

constexpr std::size_t kCacheBytes = 32U << 20;
constexpr std::size_t kWriteBufferBytes = 32U << 20;
constexpr std::size_t kAllWriteBuffersBytes = 96U << 20;
constexpr std::uint64_t kBlobBytesMin = 512;
constexpr std::uint64_t kBlobFileBytes = 256U << 20;
constexpr int kBloomBitsPerKey = 10;

/// RocksDB's own text log, which is not read here. Its own logger aborts the process when the disk is full: Debian's
/// build asserts that nothing is appended to a file after a failed append, and the logger does just that.
class NoDiary final : public rocksdb::Logger {
public:
    using rocksdb::Logger::Logv;
    void Logv(const char*, std::va_list) override {}
};

rocksdb::DBOptions database_options() {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    // What was written past the log together must reach the disk together.
    options.atomic_flush = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.db_write_buffer_size = kAllWriteBuffersBytes;
    options.max_background_jobs = 2;
    options.max_open_files = 512;
    options.bytes_per_sync = 1U << 20;
    // What is taken of the disk is what was written, so that free space says what is left.
    options.allow_fallocate = false;
    options.info_log = std::make_shared<NoDiary>();
    return options;
}

rocksdb::ColumnFamilyOptions family_options(TableSpec::Values values, const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
    rocksdb::ColumnFamilyOptions options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = kWriteBufferBytes;
    if (values == TableSpec::Values::Small) return options;
    options.enable_blob_files = true;
    options.min_blob_size = kBlobBytesMin;
    options.blob_file_size = kBlobFileBytes;
    options.enable_blob_garbage_collection = true;
    return options;
}

/// Those asked for and those that are there.
std::map<std::string, TableSpec::Values> families_of(const std::string& path, const std::vector<TableSpec>& tables) {
    std::map<std::string, TableSpec::Values> out;
    for (const auto& table : tables) out.emplace(table.name, table.values);
    std::vector<std::string> existing;
    // Fails where there is no database yet; opening one says whether that is all.
    rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &existing).PermitUncheckedError();
    for (auto& name : existing) out.emplace(std::move(name), TableSpec::Values::Small);
    out.emplace(rocksdb::kDefaultColumnFamilyName, TableSpec::Values::Small);
    return out;
}

ErrorKind kind_of(const rocksdb::Status& status) {
    if (status.IsNoSpace() || status.subcode() == rocksdb::Status::kNoSpace) return ErrorKind::Full;
    if (status.IsCorruption()) return ErrorKind::Corrupt;
    if (status.IsNotFound()) return ErrorKind::NotFound;
    if (status.IsBusy() || status.IsTimedOut() || status.IsTryAgain()) return ErrorKind::Busy;
    // The lock file's error has no code of its own.
    if (status.IsIOError() && status.ToString().find("lock ") != std::string::npos) return ErrorKind::Busy;
    return ErrorKind::Io;
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const std::map<std::string, TableSpec::Values>& families) {
    const auto cache = rocksdb::NewLRUCache(kCacheBytes);
    std::vector<rocksdb::ColumnFamilyDescriptor> out;
    for (const auto& [name, values] : families) out.emplace_back(name, family_options(values, cache));
    return out;
}

}  // namespace

OpenDatabase::OpenDatabase(Folder folder) : folder_(std::move(folder)), name_(folder_.name()) {}

Result<std::shared_ptr<OpenDatabase>> OpenDatabase::open(const std::filesystem::path& path,
                                                         const std::vector<TableSpec>& tables) {
    auto folder = TRY(Folder::make(path));
    std::shared_ptr<OpenDatabase> out(new OpenDatabase(std::move(folder)));
    TRY(need_space(out->folder_, kReserveBytes, "opening the store for writing"));
    rocksdb::DB* opened = nullptr;
    std::vector<Family*> families;
    TRY(out->told(rocksdb::DB::Open(database_options(), path.native(), descriptors(families_of(path.native(), tables)),
                                    &families, &opened),
                  "opening the store"));
    TRY(out->take_over(opened, families));
    return out;
}

Result<std::shared_ptr<OpenDatabase>> OpenDatabase::open_to_read(const std::filesystem::path& path) {
    auto folder = TRY(Folder::open(path));
    std::shared_ptr<OpenDatabase> out(new OpenDatabase(std::move(folder)));
    TRY(out->lock());
    auto options = database_options();
    options.create_if_missing = false;
    rocksdb::DB* opened = nullptr;
    std::vector<Family*> families;
    TRY(out->told(rocksdb::DB::OpenForReadOnly(options, path.native(), descriptors(families_of(path.native(), {})),
                                               &families, &opened),
                  "opening the store"));
    TRY(out->take_over(opened, families));
    return out;
}

/// A writer takes this lock. A reader would not, and would see data that is half changed.
Status OpenDatabase::lock() {
    return told(rocksdb::Env::Default()->LockFile(name_ + "/LOCK", &lock_), "opening the store");
}

Status OpenDatabase::take_over(rocksdb::DB* opened, const std::vector<Family*>& families) {
    db_.reset(opened);
    for (auto* family : families) families_.emplace(family->GetName(), family);
    return check_version();
}

OpenDatabase::~OpenDatabase() {
    if (db_) {
        for (const auto& [name, family] : families_) db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
        db_->Close().PermitUncheckedError();
    }
    if (lock_ != nullptr) rocksdb::Env::Default()->UnlockFile(lock_).PermitUncheckedError();
}

Family* OpenDatabase::family(std::string_view name) const {
    const auto found = name == rocksdb::kDefaultColumnFamilyName ? families_.end() : families_.find(name);
    return found == families_.end() ? nullptr : found->second;
}

Status OpenDatabase::check_version() {
    auto* const family = db_->DefaultColumnFamily();
    std::string version;
    const auto got = db_->Get(rocksdb::ReadOptions(), family, rocksdb::Slice(kVersionKey), &version);
    if (got.IsNotFound() && lock_ == nullptr)
        return told(db_->Put(synced(), family, rocksdb::Slice(kVersionKey), rocksdb::Slice(kVersion)),
                    "beginning the store");
    TRY(told(got, "opening the store"));
    if (version == kVersion) return {};
    return fail(ErrorKind::Unsupported, "opening the store in " + quote(name_) + ": its format " + quote(version) +
                                            " is unknown to this version");
}

/// What waits in memory is written once more when it is flushed, as is the batch.
Status OpenDatabase::check_space(std::uint64_t bytes, std::string_view doing) const {
    std::uint64_t in_memory = 0;
    db_->GetAggregatedIntProperty(rocksdb::DB::Properties::kCurSizeAllMemTables, &in_memory);
    return need_space(folder_, kReserveBytes + in_memory + 2 * bytes, doing);
}

Status OpenDatabase::write(rocksdb::WriteBatch& batch, Space space, std::string_view doing) {
    if (space == Space::Ordinary) TRY(check_space(batch.GetDataSize(), doing));
    return told(db_->Write(synced(), &batch), doing);
}

Status OpenDatabase::write_past_log(rocksdb::WriteBatch& batch, const std::set<Family*>& families) {
    TRY(check_space(batch.GetDataSize(), "writing"));
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    const std::scoped_lock lock(past_log_mutex_);
    ++past_log_writes_;
    past_log_families_.insert(families.begin(), families.end());
    return told(db_->Write(options, &batch), "writing");
}

Status OpenDatabase::settle() {
    std::uint64_t seen = 0;
    std::vector<Family*> families;
    {
        const std::scoped_lock lock(past_log_mutex_);
        seen = past_log_writes_;
        if (seen == settled_writes_) return {};
        families.assign(past_log_families_.begin(), past_log_families_.end());
    }
    TRY(check_space(0, "writing"));
    TRY(told(db_->Flush(rocksdb::FlushOptions(), families), "writing"));
    const std::scoped_lock lock(past_log_mutex_);
    settled_writes_ = std::max(settled_writes_, seen);
    return {};
}

Status OpenDatabase::told(const rocksdb::Status& status, std::string_view doing) const {
    if (status.ok()) return {};
    const auto kind = kind_of(status);
    const auto what = std::string(doing) + " in " + quote(name_) + ": ";
    if (kind == ErrorKind::Full) return fail(kind, what + "no space left on the disk");
    if (kind == ErrorKind::Busy) return fail(kind, what + "another process has it open");
    return fail(kind, what + quote(status.ToString()));
}

}  // namespace assay::storage
