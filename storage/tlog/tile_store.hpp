// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "storage/tlog/tile_builder.hpp"

#include <set>

namespace assay::storage {

/// The tiles of one log below `tile/`, file by file.
class TileFiles {
public:
    explicit TileFiles(Folder log) : log_(std::move(log)) {}

    /// The file of that tile, of exactly the size its width asks for. Errors: NotFound, Corrupt.
    Result<Bytes> read(const crypto::Tile& tile) const;

private:
    Folder log_;
};

/// The tiles of a log of `size`, wherever they can be cut from: a wider partial tile or the full one will do.
class StoredTiles final : public crypto::TileSource {
public:
    StoredTiles(const TileFiles& files, crypto::TreeSize size) : files_(files), size_(size) {}
    /// Errors: Corrupt when it is missing or malformed.
    Result<Bytes> read(const crypto::Tile& tile) override;

private:
    const TileFiles& files_;
    crypto::TreeSize size_;
};

/// Adds tiles to a log, round by round.
///
/// A round writes in two steps, so that a crash between any two system calls leaves either the old tree or the new:
///
///     stage    create, write… all files of staging/;  fsync each and drop it from memory;  fsync(staging/)
///     settle   renameat(staging/x -> tile/…) each;  fsync each folder below tile/ that changed
///
/// and between the two, `signed` says that the new tree is the log's. From then on a crash is repaired by settling
/// again.
class TileStore {
public:
    /// Makes `tile/` and `staging/` where missing.
    static Result<TileStore> open(const Folder& log);

    /// Writes all tiles into staging/, in place of what is there. Errors: Full, which leaves nothing behind and may be
    /// tried again; after any other what staging/ holds is unknown.
    Status stage(const std::vector<TileContent>& tiles);
    /// Moves into place what a tree of `size` needs, and removes what else is staged.
    Status settle(crypto::TreeSize size);

    /// Removes the partial tiles of places that became full between the two sizes. May run beside a round.
    Status remove_partial_tiles(crypto::TreeSize before, crypto::TreeSize after) const;

    const TileFiles& files() const { return files_; }
    /// As TileFiles reads it, from staging/.
    Result<Bytes> read_staged(const crypto::Tile& tile) const;

private:
    TileStore(Folder log, Folder staging, TileFiles files)
        : log_(std::move(log)), staging_(std::move(staging)), files_(std::move(files)) {}
    Status discard_staged() { return staging_.remove_contents(); }
    Status make_folder_of(const RelativePath& path, std::set<std::string>& changed);
    Result<std::vector<crypto::Tile>> staged() const;

    Folder log_;
    Folder staging_;
    TileFiles files_;
    std::set<std::string> folders_;  ///< below the log, made or seen by this object; of use to rounds only
};

/// The tiles of the tree a round is to sign: those it has staged, read back from disk, else what is stored.
class StagedTiles final : public crypto::TileSource {
public:
    StagedTiles(const TileStore& store, crypto::TreeSize before, const std::vector<crypto::Tile>& staged)
        : store_(store), stored_(store.files(), before), staged_(staged.begin(), staged.end()) {}
    Result<Bytes> read(const crypto::Tile& tile) override;

private:
    const TileStore& store_;
    StoredTiles stored_;
    std::set<crypto::Tile> staged_;
};

/// How wide that tile is in a log of that size; 0 where it has none.
unsigned width_in(const crypto::Tile& tile, crypto::TreeSize size);
crypto::Tile with_width(const crypto::Tile& tile, unsigned width);

/// The first `width` hashes or entries of a wider tile. Errors: Invalid.
Result<Bytes> cut_tile(ByteView content, const crypto::Tile& wide, unsigned width);

}  // namespace assay::storage
