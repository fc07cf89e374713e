// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tile.hpp"

#include "base/core/text.hpp"

#include <bit>
#include <cassert>

namespace assay::crypto {

namespace {

constexpr std::string_view kFolder = "tile/";
constexpr std::string_view kEntries = "entries";

/// Three decimal digits.
std::optional<std::uint64_t> parse_group(std::string_view text) {
    if (text.size() != 3) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value;
}

std::string render_group(std::uint64_t value) {
    const auto digits = std::to_string(value);
    return std::string(3 - digits.size(), '0') + digits;
}

/// `x001/x234/067` as 1234067. A leading `x000` would be a second form of a shorter path.
std::optional<std::uint64_t> parse_index(std::string_view text) {
    std::uint64_t index = 0;
    const auto groups = split(text, '/');
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto group = groups[i];
        if (i + 1 < groups.size()) {
            if (!group.starts_with('x')) return std::nullopt;
            group.remove_prefix(1);
        }
        const auto value = parse_group(group);
        if (!value || (i == 0 && groups.size() > 1 && *value == 0)) return std::nullopt;
        index = index * 1000 + *value;
        if (index > kTileIndexMax) return std::nullopt;
    }
    return index;
}

std::string render_index(std::uint64_t index) {
    auto path = render_group(index % 1000);
    for (index /= 1000; index > 0; index /= 1000) path = "x" + render_group(index % 1000) + "/" + path;
    return path;
}

std::uint64_t hashes_at(unsigned level, TreeSize size) { return level < 8 ? size.value() >> (kTileHeight * level) : 0; }

}  // namespace

Result<Tile> Tile::hashes(unsigned level, std::uint64_t index, unsigned width) {
    if (level > kTileLevelMax) return fail(ErrorKind::Invalid, "a tile's level is over 63");
    if (index > kTileIndexMax) return fail(ErrorKind::Invalid, "a tile's index is over 2^55-1");
    if (width == 0 || width > kTileWidth) return fail(ErrorKind::Invalid, "a tile's width is not 1 to 256");
    return Tile(Kind::Hashes, level, index, width);
}

Result<Tile> Tile::entries(std::uint64_t index, unsigned width) {
    auto tile = TRY(hashes(0, index, width));
    tile.kind_ = Kind::Entries;
    return tile;
}

Result<Tile> Tile::parse(std::string_view path) {
    const auto wrong = [&](std::string_view why) {
        return fail(ErrorKind::Invalid, "reading tile path " + quote(path) + ": " + std::string(why));
    };
    auto rest = path;
    if (!rest.starts_with(kFolder)) return wrong("it does not begin with \"tile/\"");
    rest.remove_prefix(kFolder.size());

    const auto level_end = rest.find('/');
    if (level_end == std::string_view::npos) return wrong("it names no tile");
    const auto level_text = rest.substr(0, level_end);
    rest.remove_prefix(level_end + 1);
    const bool is_entries = level_text == kEntries;
    const auto level = is_entries ? 0 : parse_decimal(level_text);
    if (!level || *level > kTileLevelMax) return wrong("its level is neither 0 to 63 nor \"entries\"");

    std::uint64_t width = kTileWidth;
    if (const auto partial = rest.find(".p/"); partial != std::string_view::npos) {
        const auto given = parse_decimal(rest.substr(partial + 3));
        if (!given || *given == 0 || *given >= kTileWidth) return wrong("its width is not 1 to 255");
        width = *given;
        rest = rest.substr(0, partial);
    }
    const auto index = parse_index(rest);
    if (!index) return wrong("its index is not in groups of three digits, all but the last after an x");
    return Tile(is_entries ? Kind::Entries : Kind::Hashes, static_cast<unsigned>(*level), *index,
                static_cast<unsigned>(width));
}

std::string Tile::path() const {
    auto path = std::string(kFolder) + (kind_ == Kind::Entries ? std::string(kEntries) : std::to_string(level_)) + "/" +
                render_index(index_);
    if (!is_full()) path += ".p/" + std::to_string(width_);
    return path;
}

std::vector<TileLevel> tile_levels(TreeSize size) {
    std::vector<TileLevel> levels;
    for (unsigned level = 0; hashes_at(level, size) > 0; ++level) {
        const auto hashes = hashes_at(level, size);
        levels.push_back({level, hashes / kTileWidth, static_cast<unsigned>(hashes % kTileWidth)});
    }
    return levels;
}

Result<Tile> tile_at(unsigned level, std::uint64_t index, TreeSize size) {
    const auto hashes = hashes_at(level, size);
    if (index > kTileIndexMax || index * kTileWidth >= hashes)
        return fail(ErrorKind::Invalid, "a log of size " + size.render() + " has no tile " + std::to_string(index) +
                                            " at level " + std::to_string(level));
    return Tile::hashes(level, index,
                        static_cast<unsigned>(std::min<std::uint64_t>(kTileWidth, hashes - index * kTileWidth)));
}

Result<std::vector<Tile>> new_tiles(TreeSize before, TreeSize after) {
    const auto doing = "growing a log from size " + before.render() + " to " + after.render();
    if (after < before) return fail(ErrorKind::Invalid, doing + ": a log never shrinks");
    if (after.value() - before.value() > kGrowthLeavesMax)
        return fail(ErrorKind::Limit, doing + ": more than " + std::to_string(kGrowthLeavesMax) + " leaves at once");
    std::vector<Tile> tiles;
    const auto add_level = [&](unsigned level) -> Status {
        const auto had = hashes_at(level, before);
        const auto has = hashes_at(level, after);
        for (auto index = had / kTileWidth; had < has && index * kTileWidth < has; ++index)
            tiles.push_back(TRY(tile_at(level, index, after)));
        return {};
    };
    TRY(add_level(0));
    for (auto& tile : tiles) tile = TRY(Tile::entries(tile.index(), tile.width()));
    for (unsigned level = 0; hashes_at(level, after) > 0; ++level) TRY(add_level(level));
    return tiles;
}

Bytes encode_tile(std::span<const MerkleHash> hashes) {
    Bytes bytes;
    bytes.reserve(hashes.size() * MerkleHash::kSize);
    for (const auto& hash : hashes) append(bytes, hash.view());
    return bytes;
}

Result<std::vector<MerkleHash>> decode_tile(ByteView bytes, unsigned width) {
    if (bytes.size() != std::size_t{width} * MerkleHash::kSize)
        return fail(ErrorKind::Invalid, "reading a tile of " + count_of(width, "hash", "hashes") + ": it has " +
                                            count_of(bytes.size(), "byte") + " in place of " +
                                            std::to_string(std::size_t{width} * MerkleHash::kSize));
    std::vector<MerkleHash> hashes;
    hashes.reserve(width);
    for (; !bytes.empty(); bytes = bytes.subspan(MerkleHash::kSize))
        hashes.push_back(MerkleHash::copy_of(bytes.first(MerkleHash::kSize)));
    return hashes;
}

MerkleHash complete_root(std::span<const MerkleHash> hashes) {
    assert(std::has_single_bit(hashes.size()));
    std::vector<MerkleHash> level(hashes.begin(), hashes.end());
    for (auto width = level.size(); width > 1; width /= 2)
        for (std::size_t i = 0; i < width / 2; ++i) level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    return level.front();
}

}  // namespace assay::crypto
