// SPDX-License-Identifier: Apache-2.0
// Few pieces go through the database's log, which is synced once. Many would be written twice that way: they go past it
// into memory, and a flush writes them to where they stay.
#include "storage/store/vendor_pieces.hpp"

#include "base/core/text.hpp"
#include "storage/store/batch.hpp"
#include "storage/store/rocksdb.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kWaitingBytesMax = 4U << 20;

Bytes encode_size(std::size_t size) {
    Bytes out;
    append_big_endian(out, static_cast<std::uint32_t>(size));
    return out;
}

}  // namespace

VendorPieces::VendorPieces(std::shared_ptr<Database> database, const VendorId& vendor)
    : database_(std::move(database)), vendor_(vendor) {}
VendorPieces::~VendorPieces() = default;

Bytes VendorPieces::key_of(const PieceId& id) const {
    auto key = to_bytes(vendor_.view());
    append(key, id.view());
    return key;
}

Status VendorPieces::put(SealedPiece piece) {
    const auto id = piece.id();
    if (TRY(missing(std::span(&id, 1))).empty()) return {};
    waiting_bytes_ += piece.bytes().size();
    waiting_.emplace(id, std::move(piece).take_bytes());
    return waiting_bytes_ < kWaitingBytesMax ? Status() : write_waiting(Log::Past);
}

Status VendorPieces::flush() {
    TRY(write_waiting(is_past_log_ ? Log::Past : Log::Through));
    // A piece that was here already may have come past the log by another hand.
    TRY(database_->settle());
    is_past_log_ = false;
    return {};
}

Status VendorPieces::write_waiting(Log log) {
    if (waiting_.empty()) return {};
    rocksdb::WriteBatch batch;
    for (const auto& [id, bytes] : waiting_) {
        const auto key = key_of(id);
        TRY(database_->told(batch.Put(database_->contents(), slice_of(key), slice_of(bytes)), "writing pieces"));
        TRY(database_->told(batch.Put(database_->pieces(), slice_of(key), slice_of(encode_size(bytes.size()))),
                            "writing pieces"));
    }
    if (log == Log::Past) {
        is_past_log_ = true;
        TRY(database_->write_past_log(batch));
    } else {
        TRY(database_->write(batch, Space::Ordinary, "writing pieces"));
    }
    waiting_.clear();
    waiting_bytes_ = 0;
    return {};
}

Result<Bytes> VendorPieces::get(const PieceId& id) {
    if (const auto found = waiting_.find(id); found != waiting_.end()) return found->second;
    rocksdb::PinnableSlice value;
    const auto key = key_of(id);
    const auto got = database_->db().Get(rocksdb::ReadOptions(), database_->contents(), slice_of(key), &value);
    if (got.IsNotFound()) return fail(ErrorKind::NotFound, "reading " + short_name(id) + ": is not in the store");
    TRY(database_->told(got, "reading " + short_name(id)));
    return to_bytes(view_of(value));
}

Result<std::vector<PieceId>> VendorPieces::missing(std::span<const PieceId> ids) {
    std::vector<PieceId> out;
    std::string size;
    for (const auto& id : ids) {
        if (waiting_.contains(id)) continue;
        const auto key = key_of(id);
        const auto got = database_->db().Get(rocksdb::ReadOptions(), database_->pieces(), slice_of(key), &size);
        if (got.IsNotFound())
            out.push_back(id);
        else
            TRY(database_->told(got, "looking for " + short_name(id)));
    }
    return out;
}

Result<StoreStats> VendorPieces::stats() {
    StoreStats out;
    TRY(each([&](const PieceId&, std::uint32_t size) -> Status {
        ++out.pieces;
        out.bytes += size;
        return {};
    }));
    return out;
}

Status VendorPieces::each(const Visitor& visit) {
    TRY(write_waiting(Log::Past));
    return database_->each(
        database_->pieces(), vendor_.view(), {}, "listing pieces", [&](ByteView key, ByteView value) -> Result<bool> {
            if (key.size() != VendorId::kSize + PieceId::kSize || value.size() != sizeof(std::uint32_t))
                return fail(ErrorKind::Corrupt, "listing pieces in " + quote(database_->name()) +
                                                    ": an entry is not as long as it must be");
            TRY(visit(PieceId::copy_of(key.subspan(VendorId::kSize)), read_big_endian<std::uint32_t>(value)));
            return true;
        });
}

Status VendorPieces::remove(std::span<const PieceId> ids) {
    TRY(write_waiting(Log::Past));
    rocksdb::WriteBatch batch;
    for (const auto& id : ids) {
        const auto key = key_of(id);
        TRY(database_->told(batch.Delete(database_->pieces(), slice_of(key)), "removing pieces"));
        TRY(database_->told(batch.Delete(database_->contents(), slice_of(key)), "removing pieces"));
    }
    return database_->write(batch, Space::Reserve, "removing pieces");
}

}  // namespace assay::storage
