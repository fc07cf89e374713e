// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/tile_store.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "crypto/tlog/entry_bundle.hpp"
#include "storage/tlog/place.hpp"

#include <algorithm>

#include <fcntl.h>

namespace assay::storage {

namespace {

using crypto::kTileWidth;
using crypto::MerkleHash;
using crypto::Tile;
using crypto::TreeSize;

constexpr std::string_view kPartial = ".p";
constexpr std::size_t kEntryStoredBytes = 2 + crypto::LeafEntry::kSize;

std::size_t bytes_of(const Tile& tile) {
    return tile.width() * (tile.kind() == Tile::Kind::Entries ? kEntryStoredBytes : MerkleHash::kSize);
}

RelativePath path_of(const Tile& tile) { return *RelativePath::parse(tile.path()); }

/// `tile/0/x001/067.p/5` as `0-x001-067.p-5`.
RelativePath staged_name(const Tile& tile) {
    auto name = tile.path().substr(log_names::kTiles.text().size() + 1);
    std::ranges::replace(name, '/', '-');
    return *RelativePath::parse(name);
}

Result<Tile> parse_staged_name(std::string name) {
    std::ranges::replace(name, '-', '/');
    return Tile::parse(log_names::kTiles.text() + "/" + name);
}

Result<Bytes> read_exactly(const Folder& folder, const RelativePath& path, const Tile& tile) {
    const auto wanted = bytes_of(tile);
    auto bytes = assay::read_file(folder, path, wanted);
    if (!bytes && (bytes.error().kind() == ErrorKind::Limit || bytes.error().kind() == ErrorKind::Invalid))
        return fail(std::move(bytes).error().as(ErrorKind::Corrupt));
    if (bytes && bytes->size() != wanted)
        return fail(ErrorKind::Corrupt, "reading " + quote(tile.path()) + ": it has " +
                                            count_of(bytes->size(), "byte") + " in place of " + std::to_string(wanted));
    return bytes;
}

}  // namespace

unsigned width_in(const Tile& tile, TreeSize size) {
    const auto whole = crypto::tile_at(tile.level(), tile.index(), size);
    return whole ? whole->width() : 0;
}

Tile with_width(const Tile& tile, unsigned width) {
    return tile.kind() == Tile::Kind::Entries ? *Tile::entries(tile.index(), width)
                                              : *Tile::hashes(tile.level(), tile.index(), width);
}

Result<Bytes> cut_tile(ByteView content, const Tile& wide, unsigned width) {
    if (wide.kind() == Tile::Kind::Hashes) return to_bytes(content.first(width * MerkleHash::kSize));
    auto entries = TRY_WITHIN(wide.path(), crypto::decode_entries(content, wide.width()));
    entries.resize(width);
    return crypto::encode_entries(entries);
}

Result<TileStore> TileStore::open(const Folder& log) {
    TRY(log.make_folder(log_names::kTiles));
    auto staging = TRY(log.make_folder(log_names::kStaging));
    TRY(log.sync());
    return TileStore(TRY(log.duplicate()), std::move(staging), TileFiles(TRY(log.duplicate())));
}

Status TileStore::stage(const std::vector<TileContent>& tiles) {
    TRY(discard_staged());
    std::vector<Descriptor> files;
    for (const auto& [tile, bytes] : tiles) {
        files.push_back(TRY(staging_.create_file(staged_name(tile), 0644)));
        if (auto written = files.back().write_all(bytes); !written) {
            if (written.error().kind() == ErrorKind::Full) TRY(discard_staged());
            return written;
        }
    }
    for (auto& file : files) {
        if (auto synced = file.sync(); !synced) return fail(std::move(synced).error().as(ErrorKind::Io));
        // So that what is read back comes from the disk, as far as the file system can be asked to.
        ::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
        TRY(file.close());
    }
    if (auto synced = staging_.sync(); !synced) return fail(std::move(synced).error().as(ErrorKind::Io));
    return {};
}

Status TileStore::settle(TreeSize size) {
    std::set<std::string> changed;
    for (const auto& tile : TRY(staged())) {
        if (width_in(tile, size) != tile.width()) continue;
        const auto path = path_of(tile);
        TRY(make_folder_of(path, changed));
        TRY(log_.rename(TRY(log_names::kStaging.join(staged_name(tile))), path, WhenPresent::Replace));
        if (tile.is_full()) folders_.erase(path.text() + std::string(kPartial));
    }
    for (const auto& folder : changed) TRY(TRY(log_.folder(TRY(RelativePath::parse(folder)))).sync());
    return discard_staged();
}

Status TileStore::make_folder_of(const RelativePath& path, std::set<std::string>& changed) {
    const auto folder = *path.parent();
    changed.insert(folder.text());
    if (folder == log_names::kTiles || folders_.contains(folder.text())) return {};
    TRY(make_folder_of(folder, changed));
    TRY(log_.make_folder(folder));
    folders_.insert(folder.text());
    return {};
}

Status TileStore::remove_partial_tiles(TreeSize before, TreeSize after) const {
    const auto remove = [&](const Tile& full) -> Status {
        auto removed = log_.remove_tree(TRY(RelativePath::parse(full.path() + std::string(kPartial))));
        if (!removed && removed.error().kind() != ErrorKind::NotFound) return removed;
        return {};
    };
    const auto had = crypto::tile_levels(before);
    for (const auto& [level, full_tiles, width] : crypto::tile_levels(after))
        for (auto index = level < had.size() ? had[level].full_tiles : 0; index < full_tiles; ++index) {
            if (level == 0) TRY(remove(TRY(Tile::entries(index))));
            TRY(remove(TRY(Tile::hashes(level, index))));
        }
    return {};
}

Result<std::vector<Tile>> TileStore::staged() const {
    std::vector<Tile> tiles;
    for (const auto& entry : TRY(staging_.list())) {
        const auto tile = parse_staged_name(entry.name);
        if (tile) tiles.push_back(*tile);
    }
    return tiles;
}

Result<Bytes> TileFiles::read(const Tile& tile) const { return read_exactly(log_, path_of(tile), tile); }

Result<Bytes> TileStore::read_staged(const Tile& tile) const { return read_exactly(staging_, staged_name(tile), tile); }

Result<Bytes> StoredTiles::read(const Tile& tile) {
    // The widest this log has: every narrower one can be cut from it, and may be gone once it is full.
    auto wide = with_width(tile, std::max(tile.width(), width_in(tile, size_)));
    auto bytes = files_.read(wide);
    if (!bytes && bytes.error().kind() == ErrorKind::NotFound && !wide.is_full()) {
        wide = wide.widened();
        bytes = files_.read(wide);
    }
    if (!bytes && bytes.error().kind() == ErrorKind::NotFound)
        return fail(ErrorKind::Corrupt, "reading " + quote(tile.path()) + ": it is missing");
    const auto content = TRY(std::move(bytes));
    return wide == tile ? content : TRY(cut_tile(content, wide, tile.width()));
}

Result<Bytes> StagedTiles::read(const Tile& tile) {
    return staged_.contains(tile) ? store_.read_staged(tile) : stored_.read(tile);
}

}  // namespace assay::storage
