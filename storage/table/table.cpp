// SPDX-License-Identifier: Apache-2.0
#include "storage/table/table.hpp"

#include "storage/table/rocksdb.hpp"

namespace assay::storage {

Result<std::optional<Bytes>> Table::get(ByteView key) const {
    rocksdb::PinnableSlice value;
    const auto got = database_->db().Get(rocksdb::ReadOptions(), database_->family(name_), slice_of(key), &value);
    if (got.IsNotFound()) return std::nullopt;
    TRY(database_->told(got, "reading table " + name_));
    return to_bytes(view_of(value));
}

Result<bool> Table::contains(ByteView key) const {
    rocksdb::PinnableSlice value;
    const auto got = database_->db().Get(rocksdb::ReadOptions(), database_->family(name_), slice_of(key), &value);
    if (got.IsNotFound()) return false;
    TRY(database_->told(got, "reading table " + name_));
    return true;
}

Status Table::each(Range range, const Visitor& visit) const {
    return database_->each(
        database_->family(name_), range.prefix, range.from, "reading table " + name_,
        [&](ByteView key, ByteView value) -> Result<bool> { return TRY(visit(key, value)) == Next::Continue; });
}

}  // namespace assay::storage
