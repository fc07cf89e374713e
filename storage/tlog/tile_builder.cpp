// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/tile_builder.hpp"

#include "base/core/text.hpp"
#include "crypto/tlog/entry_bundle.hpp"

#include <bit>

namespace assay::storage {

namespace {

using crypto::kTileWidth;
using crypto::MerkleHash;
using crypto::Tile;

/// The root over neighbours of one level, of which only the last may be incomplete.
MerkleHash root_of(std::span<const MerkleHash> hashes) {
    if (hashes.size() == 1) return hashes.front();
    const auto left = std::bit_floor(hashes.size() - 1);
    return crypto::node_hash(root_of(hashes.first(left)), root_of(hashes.subspan(left)));
}

std::unexpected<Error> disagrees(const Tile& tile, std::string_view with) {
    return fail(ErrorKind::Corrupt, quote(tile.path()) + " does not agree with " + std::string(with));
}

}  // namespace

Result<std::vector<crypto::LeafEntry>> decode_leaf_entries(ByteView bundle, unsigned width) {
    std::vector<crypto::LeafEntry> entries;
    for (const auto& entry : TRY(crypto::decode_entries(bundle, width))) {
        if (entry.size() != crypto::LeafEntry::kSize)
            return fail(ErrorKind::Invalid, "entry " + std::to_string(entries.size()) + " of the bundle has " +
                                                count_of(entry.size(), "byte") + ", not 32");
        entries.push_back(crypto::LeafEntry::copy_of(entry));
    }
    return entries;
}

Result<TileBuilder> TileBuilder::load(crypto::TileSource& source, crypto::TreeSize size) {
    TileBuilder out;
    out.size_ = size;
    for (const auto& [level, full_tiles, width] : crypto::tile_levels(size)) {
        auto& hashes = out.levels_.emplace_back();
        if (width > 0) {
            const auto tile = TRY(Tile::hashes(level, full_tiles, width));
            hashes = TRY_WITHIN(tile.path(), crypto::decode_tile(TRY(source.read(tile)), width));
        }
        if (level == 0 || hashes.empty()) continue;
        const auto below = TRY(Tile::hashes(level - 1, full_tiles * kTileWidth + width - 1));
        const auto under = TRY_WITHIN(below.path(), crypto::decode_tile(TRY(source.read(below)), kTileWidth));
        if (crypto::complete_root(under) != hashes.back()) return disagrees(below, "the level above");
    }
    if (const auto width = static_cast<unsigned>(size.value() % kTileWidth); width > 0) {
        const auto bundle = TRY(Tile::entries(size.value() / kTileWidth, width));
        for (const auto& entry : TRY_WITHIN(bundle.path(), decode_leaf_entries(TRY(source.read(bundle)), width))) {
            if (crypto::leaf_hash(entry) != out.levels_[0][out.entries_.size()])
                return disagrees(bundle, "the hashes of its entries");
            out.entries_.push_back(to_bytes(entry.view()));
        }
    }
    return out;
}

Status TileBuilder::append(const crypto::LeafEntry& entry, const TileSink& full) {
    const auto grown = TRY(crypto::TreeSize::from(size_.value() + 1));
    entries_.push_back(to_bytes(entry.view()));
    if (entries_.size() == kTileWidth) {
        const auto bundle = TRY(Tile::entries(size_.value() / kTileWidth));
        auto content = TRY(crypto::encode_entries(entries_));
        TRY(full({bundle, std::move(content)}));
        entries_.clear();
    }
    size_ = grown;
    return add_hash(0, crypto::leaf_hash(entry), full);
}

Status TileBuilder::add_hash(unsigned level, const MerkleHash& hash, const TileSink& full) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& hashes = levels_[level];
    hashes.push_back(hash);
    if (hashes.size() < kTileWidth) return {};
    const auto root = crypto::complete_root(hashes);
    const auto tile = TRY(Tile::hashes(level, full_tiles(level) - 1));
    TRY(full({tile, crypto::encode_tile(hashes)}));
    hashes.clear();
    return add_hash(level + 1, root, full);
}

std::uint64_t TileBuilder::full_tiles(unsigned level) const {
    const auto bits = crypto::kTileHeight * (level + 1);
    return bits < 64 ? size_.value() >> bits : 0;
}

MerkleHash TileBuilder::root() const {
    if (size_ == crypto::TreeSize(0)) return crypto::empty_root();
    std::vector<MerkleHash> rest;  // of the levels below: nothing, or one incomplete node
    for (const auto& hashes : levels_) {
        auto row = hashes;
        row.insert(row.end(), rest.begin(), rest.end());
        if (!row.empty()) rest = {root_of(row)};
    }
    return rest.front();
}

std::vector<TileContent> TileBuilder::partial_tiles() const {
    std::vector<TileContent> out;
    const auto width_of = [](const auto& items) { return static_cast<unsigned>(items.size()); };
    if (!entries_.empty())
        out.push_back(
            {*Tile::entries(size_.value() / kTileWidth, width_of(entries_)), *crypto::encode_entries(entries_)});
    for (unsigned level = 0; level < levels_.size(); ++level)
        if (const auto& hashes = levels_[level]; !hashes.empty())
            out.push_back({*Tile::hashes(level, full_tiles(level), width_of(hashes)), crypto::encode_tile(hashes)});
    return out;
}

}  // namespace assay::storage
