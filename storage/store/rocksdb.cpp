// SPDX-License-Identifier: Apache-2.0
#include "storage/store/rocksdb.hpp"

#include "base/core/text.hpp"

#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <set>

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

rocksdb::DBOptions database_options() {
    rocksdb::DBOptions options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    // Pieces are written past the log: their size and their content must reach the disk together.
    options.atomic_flush = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.db_write_buffer_size = kAllWriteBuffersBytes;
    options.max_background_jobs = 2;
    options.max_open_files = 512;
    options.bytes_per_sync = 1U << 20;
    options.keep_log_file_num = 2;
    options.max_log_file_size = 1U << 20;
    options.info_log_level = rocksdb::WARN_LEVEL;
    return options;
}

rocksdb::ColumnFamilyOptions family_options(std::string_view name, const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions table;
    table.block_cache = cache;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
    rocksdb::ColumnFamilyOptions options;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    options.compression = rocksdb::kNoCompression;
    options.write_buffer_size = kWriteBufferBytes;
    if (name != Database::kContents) return options;
    options.enable_blob_files = true;
    options.min_blob_size = kBlobBytesMin;
    options.blob_file_size = kBlobFileBytes;
    options.enable_blob_garbage_collection = true;
    return options;
}

std::set<std::string> family_names(const std::string& path, const std::vector<std::string>& tables) {
    std::vector<std::string> existing;
    // Fails where there is no database yet; opening one says whether that is all.
    rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &existing).PermitUncheckedError();
    std::set<std::string> names(existing.begin(), existing.end());
    names.insert(tables.begin(), tables.end());
    names.insert({rocksdb::kDefaultColumnFamilyName, std::string(Database::kPieces), std::string(Database::kContents)});
    return names;
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

}  // namespace

Result<std::shared_ptr<Database>> Database::open(const std::filesystem::path& path,
                                                 const std::vector<std::string>& tables) {
    std::error_code made;
    std::filesystem::create_directories(path, made);
    if (made) return fail(io_error("making " + quote(path.native()), made.value()));
    const auto cache = rocksdb::NewLRUCache(kCacheBytes);
    std::vector<rocksdb::ColumnFamilyDescriptor> wanted;
    for (const auto& name : family_names(path.native(), tables)) wanted.emplace_back(name, family_options(name, cache));
    std::shared_ptr<Database> out(new Database(path.native()));
    rocksdb::DB* opened = nullptr;
    std::vector<Family*> families;
    TRY(out->told(rocksdb::DB::Open(database_options(), path.native(), wanted, &families, &opened),
                  "opening the store"));
    out->db_.reset(opened);
    for (auto* family : families) out->families_.emplace(family->GetName(), family);
    out->pieces_ = out->family(kPieces);
    out->contents_ = out->family(kContents);
    TRY(out->check_version());
    return out;
}

Database::~Database() {
    if (!db_) return;
    for (const auto& [name, family] : families_) db_->DestroyColumnFamilyHandle(family).PermitUncheckedError();
    db_->Close().PermitUncheckedError();
}

Family* Database::family(std::string_view name) const {
    const auto found = families_.find(name);
    return found == families_.end() ? nullptr : found->second;
}

Status Database::check_version() {
    auto* const family = db_->DefaultColumnFamily();
    std::string version;
    const auto got = db_->Get(rocksdb::ReadOptions(), family, rocksdb::Slice(kVersionKey), &version);
    if (got.IsNotFound())
        return told(db_->Put(synced(), family, rocksdb::Slice(kVersionKey), rocksdb::Slice(kVersion)),
                    "beginning the store");
    TRY(told(got, "opening the store"));
    if (version == kVersion) return {};
    return fail(ErrorKind::Unsupported, "opening the store in " + quote(name_) + ": its format " + quote(version) +
                                            " is unknown to this version");
}

Status Database::write_past_log(rocksdb::WriteBatch& batch) {
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    const std::scoped_lock lock(past_log_mutex_);
    ++past_log_writes_;
    return told(db_->Write(options, &batch), "writing pieces");
}

Status Database::settle() {
    std::uint64_t seen = 0;
    {
        const std::scoped_lock lock(past_log_mutex_);
        seen = past_log_writes_;
        if (seen == settled_writes_) return {};
    }
    TRY(told(db_->Flush(rocksdb::FlushOptions(), {contents_, pieces_}), "writing pieces"));
    const std::scoped_lock lock(past_log_mutex_);
    settled_writes_ = std::max(settled_writes_, seen);
    return {};
}

Status Database::told(const rocksdb::Status& status, std::string_view doing) const {
    if (status.ok()) return {};
    return fail(kind_of(status), std::string(doing) + " in " + quote(name_) + ": " + quote(status.ToString()));
}

}  // namespace assay::storage
