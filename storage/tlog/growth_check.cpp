// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/growth_check.hpp"

#include "base/core/text.hpp"
#include "storage/tlog/tile_builder.hpp"

#include <map>

namespace assay::storage {

namespace {

using crypto::kTileWidth;
using crypto::LeafEntry;
using crypto::MerkleHash;
using crypto::Tile;
using crypto::TreeHead;
using crypto::TreeSize;

class GrowthCheck {
public:
    GrowthCheck(crypto::TileSource& written, const TreeHead& before, std::span<const LeafEntry> added)
        : written_(written), before_(before), added_(added) {}

    Result<TreeHead> run() {
        const auto after = TRY(TreeSize::from(before_.size.value() + added_.size()));
        const auto tiles = TRY(crypto::new_tiles(before_.size, after));
        for (const auto& tile : tiles)
            if (tile.kind() == Tile::Kind::Hashes)
                hashes_[{tile.level(), tile.index()}] =
                    TRY(crypto::decode_tile(TRY(written_.read(tile)), tile.width()));
        for (const auto& tile : tiles) {
            if (tile.kind() == Tile::Kind::Entries)
                TRY(check_bundle(tile));
            else if (tile.level() > 0)
                TRY(check_above(tile));
        }
        crypto::TileReader reader(written_, after);
        const auto root = TRY(crypto::tree_root(reader, after));
        const TreeHead head{after, root};
        if (before_.size != TreeSize(0))
            TRY(crypto::verify_consistency(before_, TRY(crypto::prove_consistency(reader, before_.size, after)), head));
        return head;
    }

private:
    /// Each entry hashes to the tile of its leaves, and the new ones are those that were to be added.
    Status check_bundle(const Tile& bundle) {
        const auto entries = TRY(decode_leaf_entries(TRY(written_.read(bundle)), bundle.width()));
        const auto& hashes = hashes_.at({0, bundle.index()});
        for (std::size_t i = 0; i < entries.size(); ++i) {
            const auto number = bundle.index() * kTileWidth + i;
            if (crypto::leaf_hash(entries[i]) != hashes[i]) return wrong("entry", number, "its leaf's hash");
            if (number >= before_.size.value() && entries[i] != added_[number - before_.size.value()])
                return wrong("entry", number, "what was to be added");
        }
        return {};
    }

    /// Each new hash is the root of a tile that has just become full.
    Status check_above(const Tile& tile) {
        const auto& hashes = hashes_.at({tile.level(), tile.index()});
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            const auto below = hashes_.find({tile.level() - 1, tile.index() * kTileWidth + i});
            if (below == hashes_.end() || below->second.size() < kTileWidth) continue;
            if (crypto::complete_root(below->second) != hashes[i])
                return wrong("hash", i, "the tile below it, in " + quote(tile.path()));
        }
        return {};
    }

    static std::unexpected<Error> wrong(std::string_view what, std::uint64_t number, const std::string& with) {
        return fail(ErrorKind::Corrupt,
                    std::string(what) + " " + std::to_string(number) + " does not agree with " + with);
    }

    crypto::TileSource& written_;
    const TreeHead& before_;
    std::span<const LeafEntry> added_;
    std::map<std::pair<unsigned, std::uint64_t>, std::vector<MerkleHash>> hashes_;
};

}  // namespace

Result<TreeHead> check_growth(crypto::TileSource& written, const TreeHead& before, std::span<const LeafEntry> added) {
    auto head = GrowthCheck(written, before, added).run();
    if (head) return head;
    return fail(std::move(head).error().within("reading back what was written").as(ErrorKind::Corrupt));
}

}  // namespace assay::storage
