// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_folder_index.hpp"

#include "storage/piece/piece_list.hpp"

namespace assay::storage {

namespace {

constexpr std::size_t kCountBytes = 4;
constexpr std::size_t kRecordBytes = PieceId::kSize + 4;

crypto::Sha256 chain_after(const crypto::Sha256& before, ByteView count_and_records) {
    return crypto::HashStream<crypto::Sha256>().update(before.view()).update(count_and_records).finish();
}

/// What a file of this much left could still hold as a batch; nothing when it is cut short.
struct BatchView {
    ByteView count_and_records;
    crypto::Sha256 chain;
};
std::optional<BatchView> next_batch(ByteView left) {
    if (left.size() < kCountBytes) return std::nullopt;
    const std::size_t count = read_big_endian<std::uint32_t>(left);
    if (count == 0 || count > kBatchPiecesMax) return std::nullopt;
    const auto size = kCountBytes + count * kRecordBytes;
    if (left.size() < size + crypto::Sha256::kSize) return std::nullopt;
    return BatchView{left.first(size), crypto::Sha256::copy_of(left.subspan(size, crypto::Sha256::kSize))};
}

}  // namespace

PieceFolderIndex PieceFolderIndex::empty() {
    PieceFolderIndex out;
    out.index_bytes = kHeader.size();
    out.chain = crypto::sha256(bytes_of(kHeader));
    return out;
}

Result<PieceFolderIndex> PieceFolderIndex::parse(ByteView file) {
    auto out = empty();
    if (file.size() < kHeader.size() && kHeader.starts_with(text_of(file))) {
        out.index_bytes = 0;  // a crash came before the header was whole
        return out;
    }
    if (!text_of(file).starts_with(kHeader))
        return fail(ErrorKind::Unsupported, "piece folder: its index does not begin with \"assay-piece-folder-v1\"");
    auto left = file.subspan(kHeader.size());
    while (const auto batch = next_batch(left)) {
        const auto size = batch->count_and_records.size() + crypto::Sha256::kSize;
        if (chain_after(out.chain, batch->count_and_records) != batch->chain) {
            if (left.size() == size) break;
            return fail(ErrorKind::Corrupt,
                        "piece folder: its index is damaged at byte " + std::to_string(out.index_bytes));
        }
        for (auto records = batch->count_and_records.subspan(kCountBytes); !records.empty();
             records = records.subspan(kRecordBytes))
            TRY(out.add({PieceId::copy_of(records.first(PieceId::kSize)),
                         read_big_endian<std::uint32_t>(records.subspan(PieceId::kSize))}));
        out.chain = batch->chain;
        out.index_bytes += size;
        left = left.subspan(size);
    }
    return out;
}

Status PieceFolderIndex::add(const IndexedPiece& piece) {
    if (piece.size > sealed_bytes_max())
        return fail(ErrorKind::Limit, "piece folder: " + short_name(piece.id) + " has " + std::to_string(piece.size) +
                                          " bytes, more than a piece may have");
    if (places.size() == PieceList::kPiecesMax)
        return fail(ErrorKind::Limit, "piece folder: more than " + std::to_string(PieceList::kPiecesMax) + " pieces");
    if (!places.emplace(piece.id, Place{data_bytes, piece.size}).second)
        return fail(ErrorKind::Corrupt, "piece folder: " + short_name(piece.id) + " appears twice in its index");
    data_bytes += piece.size;
    return {};
}

IndexBatch IndexBatch::of(const std::vector<IndexedPiece>& pieces, const crypto::Sha256& before) {
    IndexBatch out;
    append_big_endian(out.bytes, static_cast<std::uint32_t>(pieces.size()));
    for (const auto& piece : pieces) {
        append(out.bytes, piece.id.view());
        append_big_endian(out.bytes, piece.size);
    }
    out.chain = chain_after(before, out.bytes);
    append(out.bytes, out.chain.view());
    return out;
}

}  // namespace assay::storage
