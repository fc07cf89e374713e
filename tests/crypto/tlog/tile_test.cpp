// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tile.hpp"

#include "crypto/tlog/checkpoint.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

#include <rapidcheck.h>

#include <set>

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

TreeSize size_of(std::uint64_t value) { return need(TreeSize::from(value)); }

std::vector<std::string> paths_of(const std::vector<Tile>& tiles) {
    std::vector<std::string> paths;
    for (const auto& tile : tiles) paths.push_back(tile.path());
    return paths;
}

/// All hash tiles a log of that size has.
std::set<Tile> all_tiles(TreeSize size) {
    std::set<Tile> tiles;
    for (const auto& [level, full, partial] : tile_levels(size)) {
        for (std::uint64_t index = 0; index < full; ++index) tiles.insert(need(Tile::hashes(level, index)));
        if (partial > 0) tiles.insert(need(Tile::hashes(level, full, partial)));
    }
    return tiles;
}

}  // namespace

TEST_CASE("the shared vectors of tile paths hold", "[crypto][tile][vectors]") {
    const auto json = test::tlog_vectors("tile_paths.json");
    test::Tally tally("tlog-tiles/tile_paths");
    for (const auto& item : test::items_of(json, "cases")) {
        const auto path = test::text_of(item, "path");
        const auto tile = Tile::parse(path);
        bool right = tile.has_value() == test::wants_accept(item);
        if (right && tile) {
            const bool entries = item.find("entries") != nullptr;
            right = tile->path() == path && tile->kind() == (entries ? Tile::Kind::Entries : Tile::Kind::Hashes) &&
                    (entries || tile->level() == test::integer_of(item, "level")) &&
                    tile->index() == static_cast<std::uint64_t>(test::integer_of(item, "index")) &&
                    tile->width() == test::integer_of(item, "width");
        }
        tally.count(path, right, test::message_of(tile));
    }
    for (const auto& item : test::items_of(json, "sizes")) {
        const auto size = static_cast<std::uint64_t>(test::integer_of(item, "size"));
        std::vector<TileLevel> expected;
        for (const auto& level : test::items_of(item, "levels"))
            expected.push_back({static_cast<unsigned>(test::integer_of(level, "level")),
                                static_cast<std::uint64_t>(test::integer_of(level, "full_tiles")),
                                static_cast<unsigned>(test::integer_of(level, "partial_width"))});
        tally.count("size " + std::to_string(size), tile_levels(size_of(size)) == expected);
    }
    for (const auto& item : test::items_of(json, "origin_hashes"))
        tally.count(test::text_of(item, "origin"),
                    need(Origin::parse(test::text_of(item, "origin"))).hash_hex() == test::text_of(item, "sha256_hex"));
    for (std::size_t i = 0; i < test::items_of(json, "go_form").size(); ++i)
        tally.skip("the older form with the height in the path is not read");
}

TEST_CASE("a tile's path is read as it is written", "[crypto][tile]") {
    CHECK(rc::check([](std::uint64_t index, unsigned width, unsigned level, bool entries) {
        index &= kTileIndexMax;
        width = width % 256 + 1;
        const auto tile = entries ? Tile::entries(index, width) : Tile::hashes(level % 64, index, width);
        RC_ASSERT(*Tile::parse(tile->path()) == *tile);
    }));
    CHECK(rc::check([](const std::string& text) {
        const auto tile = Tile::parse("tile/0/" + text);
        if (tile) RC_ASSERT(tile->path() == "tile/0/" + text);
    }));
}

TEST_CASE("a tile outside all logs is refused", "[crypto][tile]") {
    CHECK(Tile::parse("tile/0/x036/x028/x797/x018/x963/967"));
    CHECK_FALSE(Tile::parse("tile/0/x036/x028/x797/x018/x963/968"));
    CHECK_FALSE(Tile::parse("tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999"));
    CHECK(Tile::hashes(64, 0).error().message() == "a tile's level is over 63");
    CHECK(Tile::hashes(0, kTileIndexMax + 1).error().message() == "a tile's index is over 2^55-1");
    CHECK(Tile::hashes(0, 0, 0).error().message() == "a tile's width is not 1 to 256");
    CHECK(Tile::hashes(0, 0, 257).error().message() == "a tile's width is not 1 to 256");
    CHECK(tile_at(0, 2, TreeSize(700))->path() == "tile/0/002.p/188");
    CHECK(tile_at(0, 3, TreeSize(700)).error().message() == "a log of size 700 has no tile 3 at level 0");
    CHECK_FALSE(tile_at(9, 0, size_of(TreeSize::kMax)));
    CHECK(tile_at(7, 0, size_of(TreeSize::kMax))->path() == "tile/7/000.p/127");
}

TEST_CASE("a growing log writes bundles, then tiles, lowest first", "[crypto][tile]") {
    CHECK(paths_of(need(new_tiles(TreeSize(0), TreeSize(3)))) ==
          std::vector<std::string>{"tile/entries/000.p/3", "tile/0/000.p/3"});
    CHECK(paths_of(need(new_tiles(TreeSize(255), TreeSize(257)))) ==
          std::vector<std::string>{"tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1",
                                   "tile/1/000.p/1"});
    CHECK(paths_of(need(new_tiles(TreeSize(255), TreeSize(256)))) ==
          std::vector<std::string>{"tile/entries/000", "tile/0/000", "tile/1/000.p/1"});
    CHECK(paths_of(need(new_tiles(TreeSize(256), TreeSize(257)))) ==
          std::vector<std::string>{"tile/entries/001.p/1", "tile/0/001.p/1"});
    CHECK(paths_of(need(new_tiles(TreeSize(65535), TreeSize(65536)))) ==
          std::vector<std::string>{"tile/entries/255", "tile/0/255", "tile/1/000", "tile/2/000.p/1"});
    CHECK(need(new_tiles(TreeSize(300), TreeSize(300))).empty());
    CHECK(new_tiles(TreeSize(2), TreeSize(1)).error().kind() == ErrorKind::Invalid);
    CHECK(new_tiles(TreeSize(0), TreeSize(kGrowthLeavesMax + 1)).error().kind() == ErrorKind::Limit);
}

TEST_CASE("what a growing log writes is what it has more than before", "[crypto][tile]") {
    CHECK(rc::check([](std::uint32_t from, std::uint16_t more) {
        const auto before = size_of(from % 200'000);
        const auto after = size_of(before.value() + more % 3000);
        const auto had = all_tiles(before);
        std::set<Tile> fresh, written;
        for (const auto& tile : all_tiles(after))
            if (!had.contains(tile)) fresh.insert(tile);
        for (const auto& tile : need(new_tiles(before, after)))
            if (tile.kind() == Tile::Kind::Hashes) RC_ASSERT(written.insert(tile).second);
        RC_ASSERT(written == fresh);
    }));
}

TEST_CASE("a hash tile holds exactly its hashes", "[crypto][tile]") {
    const std::vector<MerkleHash> hashes{empty_root(), leaf_hash(bytes_of("x"))};
    const auto bytes = encode_tile(hashes);
    CHECK(bytes.size() == 64);
    CHECK(need(decode_tile(bytes, 2)) == hashes);
    CHECK(test::message_of(decode_tile(bytes, 3)) == "reading a tile of 3 hashes: it has 64 bytes in place of 96");
    CHECK_FALSE(decode_tile(bytes, 1));
    CHECK(complete_root(hashes) == node_hash(hashes[0], hashes[1]));
    CHECK(complete_root(std::span(hashes).first(1)) == hashes[0]);
}
