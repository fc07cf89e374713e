// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/leaf.hpp"
#include "crypto/tlog/tile_reader.hpp"

#include <functional>

namespace assay::storage {

/// A tile and its bytes.
struct TileContent {
    crypto::Tile tile;
    Bytes bytes;
};

/// Takes each tile when it becomes full.
using TileSink = std::function<Status(TileContent)>;

/// Grows a tree entry by entry and makes the tiles it consists of. Keeps the right edge only: of each level the hashes
/// that fill no tile yet.
///
/// Writing a log and auditing one both go through here; proofs and the check before signing go through
/// crypto::TileReader instead, so that the two ways of computing one root watch each other.
class TileBuilder {
public:
    /// An empty tree.
    TileBuilder() = default;
    /// Reads the right edge of a tree of that size. Errors: Corrupt when entries, tiles and the level above disagree or
    /// an entry has not 32 bytes; those of the source.
    static Result<TileBuilder> load(crypto::TileSource& source, crypto::TreeSize size);

    /// Errors: Limit at 2^63 entries; those of the sink.
    Status append(const crypto::LeafEntry& entry, const TileSink& full);

    crypto::TreeSize size() const { return size_; }
    crypto::MerkleHash root() const;
    /// The bundle and the hash tiles at the right edge, those that hold anything and are not full.
    std::vector<TileContent> partial_tiles() const;

private:
    Status add_hash(unsigned level, const crypto::MerkleHash& hash, const TileSink& full);
    /// How many full tiles a level has.
    std::uint64_t full_tiles(unsigned level) const;

    crypto::TreeSize size_;
    std::vector<Bytes> entries_;                           ///< of the bundle at the right edge
    std::vector<std::vector<crypto::MerkleHash>> levels_;  ///< by tile level, each below kTileWidth
};

/// The entries of a bundle, each of 32 bytes. Errors: Invalid.
Result<std::vector<crypto::LeafEntry>> decode_leaf_entries(ByteView bundle, unsigned width);

}  // namespace assay::storage
