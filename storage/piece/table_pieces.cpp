// SPDX-License-Identifier: Apache-2.0
// Few pieces go through the database's log, which is synced once. Many would be written twice that way: they go past it
// into memory, and a flush writes them to where they stay.
#include "storage/piece/table_pieces.hpp"

#include "base/core/text.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kWaitingBytesMax = 4U << 20;
constexpr std::string_view kSizes = "pieces", kContents = "contents";

Bytes encode_size(std::size_t size) {
    Bytes out;
    append_big_endian(out, static_cast<std::uint32_t>(size));
    return out;
}

}  // namespace

const std::vector<TableSpec>& TablePieces::tables() {
    static const std::vector<TableSpec> specs{{std::string(kSizes), TableSpec::Values::Small},
                                              {std::string(kContents), TableSpec::Values::Large}};
    return specs;
}

Result<std::unique_ptr<TablePieces>> TablePieces::of(const Database& database, const VendorId& vendor) {
    auto sizes = TRY(database.table(kSizes));
    auto contents = TRY(database.table(kContents));
    return std::unique_ptr<TablePieces>(new TablePieces(database, std::move(sizes), std::move(contents), vendor));
}

TablePieces::TablePieces(Database database, Table sizes, Table contents, const VendorId& vendor)
    : database_(std::move(database)), sizes_(std::move(sizes)), contents_(std::move(contents)), vendor_(vendor) {}

Bytes TablePieces::key_of(const PieceId& id) const {
    auto key = to_bytes(vendor_.view());
    append(key, id.view());
    return key;
}

Status TablePieces::put(SealedPiece piece) {
    if (failure_) return fail(*failure_);
    const auto id = piece.id();
    if (TRY(missing(std::span(&id, 1))).empty()) return {};
    waiting_bytes_ += piece.bytes().size();
    waiting_.emplace(id, std::move(piece).take_bytes());
    return waiting_bytes_ < kWaitingBytesMax ? Status() : write_waiting(Log::Past);
}

Status TablePieces::flush() {
    if (failure_) return fail(*failure_);
    TRY(write_waiting(is_past_log_ ? Log::Past : Log::Through));
    // A piece that was here already may have come past the log by another hand.
    if (auto settled = database_.settle(); !settled) {
        failure_ = settled.error();
        return settled;
    }
    is_past_log_ = false;
    return {};
}

/// What waits is the batch's from here on: where that fails, nothing more is taken.
Status TablePieces::write_waiting(Log log) {
    if (waiting_.empty()) return {};
    Batch batch;
    for (auto& [id, bytes] : waiting_) {
        const auto key = key_of(id);
        batch.put(kSizes, key, encode_size(bytes.size()));
        batch.put(kContents, key, std::move(bytes));
    }
    waiting_.clear();
    waiting_bytes_ = 0;
    if (log == Log::Past) is_past_log_ = true;
    auto written = log == Log::Past ? database_.write_past_log(batch) : database_.write(batch);
    if (!written) failure_ = written.error();
    return written;
}

Result<Bytes> TablePieces::get(const PieceId& id) {
    if (const auto found = waiting_.find(id); found != waiting_.end()) return found->second;
    auto value = TRY_WITHIN("reading " + short_name(id), contents_.get(key_of(id)));
    if (!value) return fail(ErrorKind::NotFound, "reading " + short_name(id) + ": is not in the store");
    return std::move(*value);
}

Result<std::vector<PieceId>> TablePieces::missing(std::span<const PieceId> ids) {
    std::vector<PieceId> out;
    for (const auto& id : ids) {
        if (waiting_.contains(id)) continue;
        if (!TRY_WITHIN("looking for " + short_name(id), sizes_.contains(key_of(id)))) out.push_back(id);
    }
    return out;
}

Result<StoreStats> TablePieces::stats() {
    StoreStats out;
    TRY(each([&](const PieceId&, std::uint32_t size) -> Status {
        ++out.pieces;
        out.bytes += size;
        return {};
    }));
    return out;
}

Status TablePieces::each(const Visitor& visit) {
    TRY(write_waiting(Log::Past));
    return sizes_.each({.prefix = vendor_.view()}, [&](ByteView key, ByteView value) -> Result<Table::Next> {
        if (key.size() != VendorId::kSize + PieceId::kSize || value.size() != sizeof(std::uint32_t))
            return fail(ErrorKind::Corrupt, "listing pieces: an entry is not as long as it must be");
        TRY(visit(PieceId::copy_of(key.subspan(VendorId::kSize)), read_big_endian<std::uint32_t>(value)));
        return Table::Next::Continue;
    });
}

Status TablePieces::remove(std::span<const PieceId> ids) {
    TRY(write_waiting(Log::Past));
    Batch batch;
    for (const auto& id : ids) batch.remove(kSizes, key_of(id)).remove(kContents, key_of(id));
    return database_.write(batch, Space::Reserve);
}

}  // namespace assay::storage
