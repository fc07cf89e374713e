// SPDX-License-Identifier: Apache-2.0
// The index file of a piece folder: piece_folder.md. Private to storage/piece.
#pragma once

#include "storage/piece/piece.hpp"

#include <unordered_map>

namespace assay::storage {

/// One piece as the index names it.
struct IndexedPiece {
    PieceId id;
    std::uint32_t size;
};

/// What an index file says.
///
/// - `places` has each piece once, with where in the data file it begins.
struct PieceFolderIndex {
    /// Where a piece lies in the data file.
    struct Place {
        std::uint64_t begin;
        std::uint32_t size;
    };

    std::unordered_map<PieceId, Place> places;
    std::uint64_t data_bytes = 0;   ///< of the data file, that the batches speak of
    std::uint64_t index_bytes = 0;  ///< of the index file, up to the end of the last good batch
    crypto::Sha256 chain;           ///< what ends it

    static constexpr std::string_view kHeader = "assay-piece-folder-v1\n";
    /// An index without batches.
    static PieceFolderIndex empty();
    /// Reads a file; a rest that was never acknowledged is left out. Errors: Corrupt, Limit, Unsupported.
    static Result<PieceFolderIndex> parse(ByteView file);

    /// Adds a piece after the last. Errors: Corrupt when it is there already, Limit.
    Status add(const IndexedPiece& piece);
};

/// A batch, and what it ends in; `pieces` not empty.
struct IndexBatch {
    Bytes bytes;
    crypto::Sha256 chain;

    static IndexBatch of(const std::vector<IndexedPiece>& pieces, const crypto::Sha256& before);
};

constexpr std::size_t kBatchPiecesMax = std::size_t{1} << 20;

}  // namespace assay::storage
