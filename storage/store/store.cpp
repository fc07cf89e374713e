// SPDX-License-Identifier: Apache-2.0
#include "storage/store/store.hpp"

#include "base/core/text.hpp"
#include "storage/store/rocksdb.hpp"

namespace assay::storage {

namespace {

bool is_own(std::string_view name) {
    return name == Database::kPieces || name == Database::kContents || name == rocksdb::kDefaultColumnFamilyName;
}

std::unexpected<Error> no_table(std::string_view name) {
    return fail(ErrorKind::NotFound, "the store has no table " + quote(name));
}

}  // namespace

Result<Store> Store::open(const std::filesystem::path& path, const std::vector<std::string>& tables) {
    for (const auto& name : tables)
        if (name.empty() || is_own(name))
            return fail(ErrorKind::Invalid, "opening the store: a table may not be named " + quote(name));
    return Store(TRY(Database::open(path, tables)));
}

Result<Store> Store::open_to_read(const std::filesystem::path& path) {
    if (!exists(path))
        return fail(ErrorKind::NotFound, "opening the store in " + quote(path.native()) + ": there is none");
    return Store(TRY(Database::open_to_read(path)));
}

bool Store::exists(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path / "CURRENT", ignored);
}

std::unique_ptr<VendorPieces> Store::pieces(const VendorId& vendor) const {
    return std::unique_ptr<VendorPieces>(new VendorPieces(database_, vendor));
}

Result<Table> Store::table(std::string_view name) const {
    if (is_own(name) || database_->family(name) == nullptr) return no_table(name);
    return Table(database_, std::string(name));
}

Status Store::write(const Batch& batch, Space space) const {
    rocksdb::WriteBatch out;
    for (const auto& change : batch.changes()) {
        const auto key = slice_of(change.key);
        auto* const family = is_own(change.table) ? nullptr : database_->family(change.table);
        if (family == nullptr) return no_table(change.table);
        TRY(database_->told(change.kind == Batch::Change::Kind::Put ? out.Put(family, key, slice_of(change.value))
                                                                    : out.Delete(family, key),
                            "writing"));
    }
    return database_->write(out, space, "writing");
}

}  // namespace assay::storage
