// SPDX-License-Identifier: Apache-2.0
#include "storage/table/database.hpp"

#include "base/core/text.hpp"
#include "storage/table/rocksdb.hpp"

#ifdef __SANITIZE_THREAD__
/// Debian's RocksDB is not built for the thread sanitizer. So the sanitizer does not see how RocksDB's threads wait for
/// one another, and calls it a race.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:librocksdb.so\n"; }
#endif

namespace assay::storage {

namespace {

std::unexpected<Error> no_table(std::string_view name) {
    return fail(ErrorKind::NotFound, "the store has no table " + quote(name));
}

/// A batch in RocksDB's form, and which families it changes.
struct Prepared {
    rocksdb::WriteBatch batch;
    std::set<Family*> families;
};

Result<Prepared> prepare(const OpenDatabase& database, const Batch& batch) {
    Prepared out;
    for (const auto& change : batch.changes()) {
        const auto key = slice_of(change.key);
        auto* const family = database.family(change.table);
        if (family == nullptr) return no_table(change.table);
        TRY(database.told(change.kind == Batch::Change::Kind::Put ? out.batch.Put(family, key, slice_of(change.value))
                                                                  : out.batch.Delete(family, key),
                          "writing"));
        out.families.insert(family);
    }
    return out;
}

}  // namespace

Result<Database> Database::open(const std::filesystem::path& path, const std::vector<TableSpec>& tables) {
    for (const auto& table : tables)
        if (table.name.empty() || table.name == rocksdb::kDefaultColumnFamilyName)
            return fail(ErrorKind::Invalid, "opening the store: a table may not be named " + quote(table.name));
    return Database(TRY(OpenDatabase::open(path, tables)));
}

Result<Database> Database::open_to_read(const std::filesystem::path& path) {
    if (!exists(path))
        return fail(ErrorKind::NotFound, "opening the store in " + quote(path.native()) + ": there is none");
    return Database(TRY(OpenDatabase::open_to_read(path)));
}

bool Database::exists(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path / "CURRENT", ignored);
}

Result<Table> Database::table(std::string_view name) const {
    if (open_->family(name) == nullptr) return no_table(name);
    return Table(open_, std::string(name));
}

Status Database::write(const Batch& batch, Space space) const {
    auto prepared = TRY(prepare(*open_, batch));
    return open_->write(prepared.batch, space, "writing");
}

Status Database::write_past_log(const Batch& batch) const {
    auto prepared = TRY(prepare(*open_, batch));
    return open_->write_past_log(prepared.batch, prepared.families);
}

Status Database::settle() const { return open_->settle(); }

}  // namespace assay::storage
