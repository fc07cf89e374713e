// SPDX-License-Identifier: Apache-2.0
// Goes up the tree tile by tile: whatever is wrong shows between two neighbours, and the audit goes on beside it.
#include "storage/tlog/log_check.hpp"

#include "base/core/text.hpp"
#include "base/files/read.hpp"
#include "storage/tlog/signed_tree.hpp"
#include "storage/tlog/tile_store.hpp"
#include "storage/tlog/witness_sizes.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

using crypto::kTileWidth;
using crypto::MerkleHash;
using crypto::Tile;
using crypto::TreeHead;
using crypto::TreeSize;

constexpr std::size_t kGenesisBytesMax = 64U << 10;

class LogCheck {
public:
    LogCheck(Folder folder, Folder record, TileFiles files, const LogCheckKeys& keys, Progress& progress,
             const Interrupt& interrupt)
        : folder_(std::move(folder)),
          record_(std::move(record)),
          files_(std::move(files)),
          keys_(keys),
          progress_(progress),
          interrupt_(interrupt) {}

    Result<LogReport> run() {
        auto recorded = read_signed_record(record_);
        if (!recorded)
            found(log_names::kSigned.text(), recorded.error().message());
        else if (!*recorded)
            found(log_names::kSigned.text(), "the record of what has been signed is missing");
        else if (TRY(check_origin(**recorded))) {
            report_.head = (*recorded)->head();
            TRY(check_tree(*report_.head));
            TRY(check_genesis(*report_.head));
            TRY(check_files(*report_.head));
        }
        TRY(check_checkpoint(log_names::kLatest));
        TRY(check_checkpoint(log_names::kCheckpoint));
        if (const auto sizes = read_witness_sizes(record_); !sizes)
            found(log_names::kWitnesses.text(), sizes.error().message());
        return std::move(report_);
    }

private:
    void found(std::string file, std::string what) {
        if (report_.findings.size() < LogReport::kFindingsMax)
            report_.findings.push_back({std::move(file), std::move(what)});
    }

    Result<bool> check_origin(const crypto::Checkpoint& recorded) {
        const auto& origin = keys_.log.front().name().text();
        if (recorded.origin().text() == origin && recorded.extensions().empty()) return true;
        found(log_names::kSigned.text(),
              "it is the record of " + quote(recorded.origin().text()) + ", not of " + quote(origin));
        return false;
    }

    /// Every tile against its bundle below and its hash above; then the root.
    Status check_tree(const TreeHead& head) {
        StoredTiles tiles(files_, head.size);
        const auto levels = crypto::tile_levels(head.size);
        std::uint64_t total = 0;
        for (const auto& level : levels) total += level.full_tiles + (level.partial_width > 0 ? 1 : 0);
        ProgressStage stage(progress_, "checking log", Progress::Unit::Items, total);
        for (const auto& level : levels) {
            const auto count = level.full_tiles + (level.partial_width > 0 ? 1 : 0);
            std::vector<MerkleHash> above;  // the tile that this one's root is in
            for (std::uint64_t index = 0; index < count; ++index) {
                TRY(interrupt_.check("checking log"));
                const auto tile = TRY(crypto::tile_at(level.level, index, head.size));
                if (tile.is_full() && index % kTileWidth == 0)
                    above = hashes_of(tiles, TRY(crypto::tile_at(level.level + 1, index / kTileWidth, head.size)));
                check_tile(tiles, tile, above);
                stage.advance(1);
            }
        }
        crypto::TileReader reader(tiles, head.size);
        const auto root = crypto::tree_root(reader, head.size);
        if (!root)
            found(log_names::kTiles.text(), root.error().message());
        else if (*root != head.root)
            found(log_names::kSigned.text(),
                  "the tiles lead to another root than the one signed at size " + head.size.render());
        stage.done();
        return {};
    }

    void check_tile(StoredTiles& tiles, const Tile& tile, std::span<const MerkleHash> above) {
        const auto bytes = tiles.read(tile);
        const auto hashes =
            bytes ? crypto::decode_tile(*bytes, tile.width()) : Result<std::vector<MerkleHash>>(fail(bytes.error()));
        if (!hashes) return found(tile.path(), hashes.error().message());
        const auto place = tile.index() % kTileWidth;
        if (tile.is_full() && place < above.size() && crypto::complete_root(*hashes) != above[place])
            found(tile.path(), "it does not hash to the tile above it");
        if (tile.level() == 0) check_bundle(tiles, *Tile::entries(tile.index(), tile.width()), *hashes);
    }

    void check_bundle(StoredTiles& tiles, const Tile& bundle, const std::vector<MerkleHash>& hashes) {
        const auto bytes = tiles.read(bundle);
        const auto entries = bytes ? decode_leaf_entries(*bytes, bundle.width())
                                   : Result<std::vector<crypto::LeafEntry>>(fail(bytes.error()));
        if (!entries) return found(bundle.path(), entries.error().message());
        for (std::size_t i = 0; i < hashes.size(); ++i)
            if (crypto::leaf_hash((*entries)[i]) != hashes[i])
                return found(bundle.path(),
                             "entry " + std::to_string(bundle.index() * kTileWidth + i) + " does not hash to its leaf");
    }

    /// The hashes of a tile; none where it cannot be read, which is found where that tile itself is checked.
    static std::vector<MerkleHash> hashes_of(StoredTiles& tiles, const Tile& tile) {
        const auto bytes = tiles.read(tile);
        auto hashes =
            bytes ? crypto::decode_tile(*bytes, tile.width()) : Result<std::vector<MerkleHash>>(fail(bytes.error()));
        return hashes ? std::move(*hashes) : std::vector<MerkleHash>();
    }

    Status check_genesis(const TreeHead& head) {
        const auto text = read_file(folder_, log_names::kGenesis, kGenesisBytesMax);
        if (!text) return found(log_names::kGenesis.text(), text.error().message()), Status();
        StoredTiles tiles(files_, head.size);
        const auto first = crypto::tile_at(0, 0, head.size);
        const auto hashes = first ? hashes_of(tiles, *first) : std::vector<MerkleHash>();
        if (!hashes.empty() && hashes.front() != crypto::leaf_hash(genesis_entry(text_of(*text))))
            found(log_names::kGenesis.text(), "it is not what the first entry is made of");
        return {};
    }

    Status check_checkpoint(const RelativePath& name) {
        auto tree = read_signed_tree(folder_, name, keys_.log);
        if (!tree) return found(name.text(), tree.error().message()), Status();
        if (!*tree) {
            if (name == log_names::kLatest) found(name.text(), "it is missing");
            return {};
        }
        auto keys = keys_.log;
        keys.insert(keys.end(), keys_.witnesses.begin(), keys_.witnesses.end());
        const auto opened = (*tree)->note.open(keys);
        if (!opened) return found(name.text(), opened.error().message()), Status();
        for (const auto& line : opened->ignored)
            found(name.text(),
                  "it has a line by " + quote(line.name().text()) + ", whose key is neither the log's nor a witness's");
        return check_head(name, (*tree)->head);
    }

    Status check_head(const RelativePath& name, const TreeHead& head) {
        const auto recorded = recorded_size();
        if (!recorded) return {};
        if (head.size > *recorded)
            return found(name.text(), "it has size " + head.size.render() +
                                          ", and the record knows of nothing signed above " + recorded->render()),
                   Status();
        StoredTiles tiles(files_, *recorded);
        crypto::TileReader reader(tiles, *recorded);
        const auto root = crypto::tree_root(reader, head.size);
        if (!root)
            found(name.text(), root.error().message());
        else if (*root != head.root)
            found(name.text(), "it signs another tree of size " + head.size.render() + " than the tiles hold");
        return {};
    }

    /// What is recorded by now: a log that is in use has grown since the audit began.
    std::optional<TreeSize> recorded_size() const {
        const auto recorded = read_signed_record(record_);
        if (!recorded || !*recorded) return std::nullopt;
        return (*recorded)->size();
    }

    Status check_files(const TreeHead& head) {
        const auto known = {log_names::kCheckpoint, log_names::kGenesis, log_names::kLatest,
                            log_names::kTiles,      log_names::kStaging, log_names::kLock};
        for (const auto& entry : TRY(folder_.list()))
            if (std::ranges::find(known, entry.name, &RelativePath::text) == known.end() && !is_leftover(entry.name))
                found(entry.name, "it does not belong to a log");
        std::vector<Tile> beyond;
        TRY(check_folder(log_names::kTiles, head, beyond));
        const auto now = recorded_size();
        for (const auto& tile : beyond)
            if (!now || width_in(tile, *now) < tile.width())
                found(tile.path(), "it is beyond all that has been signed");
        return {};
    }

    Status check_folder(const RelativePath& path, const TreeHead& head, std::vector<Tile>& beyond) {
        TRY(interrupt_.check("checking log"));
        const auto folder = folder_.folder(path);
        if (!folder && folder.error().kind() == ErrorKind::NotFound) return {};
        if (!folder) return found(path.text(), folder.error().message()), Status();
        for (const auto& entry : TRY(folder->list())) {
            const auto below = TRY(path.join(TRY(RelativePath::parse(entry.name))));
            if (entry.kind == FileKind::Folder)
                TRY(check_folder(below, head, beyond));
            else
                check_file(below, entry.kind, head, beyond);
        }
        return {};
    }

    void check_file(const RelativePath& path, FileKind kind, const TreeHead& head, std::vector<Tile>& beyond) {
        const auto tile = Tile::parse(path.text());
        if (!tile || kind != FileKind::Regular) return found(path.text(), "it is no tile's file");
        const auto width = width_in(*tile, head.size);
        if (width < tile->width()) return beyond.push_back(*tile);
        const auto own = files_.read(*tile);
        // Partial tiles of a log in use go once the full one is there.
        if (!own && own.error().kind() == ErrorKind::NotFound) return;
        if (!own) return found(path.text(), own.error().message());
        ++report_.files;
        report_.bytes += own->size();
        if (width == tile->width()) return;
        StoredTiles tiles(files_, head.size);
        const auto whole = tiles.read(*tile);
        if (whole && *own != *whole) found(path.text(), "it is not the beginning of the wider tile");
    }

    Folder folder_;
    Folder record_;
    TileFiles files_;
    const LogCheckKeys& keys_;
    Progress& progress_;
    const Interrupt& interrupt_;
    LogReport report_;
};

}  // namespace

Result<LogReport> check_log(const LogPlace& place, const LogCheckKeys& keys, Progress& progress,
                            const Interrupt& interrupt) {
    const auto doing = "checking log " + quote(place.folder.string());
    if (keys.log.empty()) return fail(ErrorKind::Invalid, doing + ": no key of the log is given");
    auto folder = TRY_WITHIN(doing, Folder::open(place.folder));
    auto record = TRY_WITHIN(doing, Folder::open(place.record));
    TileFiles files(TRY(folder.duplicate()));
    return LogCheck(std::move(folder), std::move(record), std::move(files), keys, progress, interrupt).run();
}

}  // namespace assay::storage
