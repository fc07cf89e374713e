// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle.hpp"

#include <string>

namespace assay::crypto {

constexpr unsigned kTileWidth = 256;  ///< hashes or entries in a full tile
constexpr unsigned kTileHeight = 8;   ///< tree levels a tile covers
constexpr unsigned kTileLevelMax = 63;
constexpr std::uint64_t kTileIndexMax = (std::uint64_t{1} << 55) - 1;  ///< of the last tile below leaf 2^63

/// One tile of hashes, or one bundle of entries, of a tiled log.
///
/// - `level` is at most 63, and 0 for entries; `index` at most kTileIndexMax; `width` 1 to 256, 256 being full.
/// - A hash tile of level l holds the hashes of nodes of tree level 8l, from number 256 * index on.
///
/// Source: C2SP tlog-tiles, "Merkle Tree" and "Log entries".
class Tile {
public:
    /// Tiles of entries have no level; tiles of hashes do.
    enum class Kind { Entries, Hashes };

    /// Errors: Invalid when a number is out of range.
    static Result<Tile> hashes(unsigned level, std::uint64_t index, unsigned width = kTileWidth);
    static Result<Tile> entries(std::uint64_t index, unsigned width = kTileWidth);

    /// Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, the one form `path` writes. Errors: Invalid.
    static Result<Tile> parse(std::string_view path);
    /// Relative to the log's prefix, as `tile/0/x001/x234/067.p/5`.
    std::string path() const;

    Kind kind() const { return kind_; }
    unsigned level() const { return level_; }
    std::uint64_t index() const { return index_; }
    unsigned width() const { return width_; }
    bool is_full() const { return width_ == kTileWidth; }
    /// The full tile at the same place.
    Tile widened() const { return {kind_, level_, index_, kTileWidth}; }

    friend auto operator<=>(const Tile&, const Tile&) = default;

private:
    Tile(Kind kind, unsigned level, std::uint64_t index, unsigned width)
        : kind_(kind), level_(level), index_(index), width_(width) {}
    Kind kind_;
    unsigned level_;
    std::uint64_t index_;
    unsigned width_;
};

/// The hash tiles of one level: so many full ones, then a partial one of that width, or none when the width is 0.
struct TileLevel {
    unsigned level;
    std::uint64_t full_tiles;
    unsigned partial_width;

    friend bool operator==(const TileLevel&, const TileLevel&) = default;
};

/// All levels that a log of this size has tiles of, from 0 up; none for size 0. Level 0 describes the bundles too.
std::vector<TileLevel> tile_levels(TreeSize size);

/// The hash tile at that place in a log of that size. Errors: Invalid when it would be empty.
Result<Tile> tile_at(unsigned level, std::uint64_t index, TreeSize size);

constexpr std::uint64_t kGrowthLeavesMax = 1U << 20;

/// What has to be written when a log grows: bundles first, then hash tiles from level 0 up, each level in the order of
/// its indexes: all tiles that become full, and the new partial one where it has changed. Empty for equal sizes.
/// Errors: Invalid when the log would shrink, Limit when it grows by more than kGrowthLeavesMax.
Result<std::vector<Tile>> new_tiles(TreeSize before, TreeSize after);

/// A hash tile's content: `hashes` one after the other. Decoding errors: Invalid unless exactly `width` fill `bytes`.
Bytes encode_tile(std::span<const MerkleHash> hashes);
Result<std::vector<MerkleHash>> decode_tile(ByteView bytes, unsigned width);

/// The hash of the node over 1, 2, 4, … or 256 neighbouring nodes of one level (asserted): what a full tile adds to
/// the tile above.
MerkleHash complete_root(std::span<const MerkleHash> hashes);

}  // namespace assay::crypto
