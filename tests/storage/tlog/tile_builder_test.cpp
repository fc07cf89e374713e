// SPDX-License-Identifier: Apache-2.0
#include "storage/tlog/tile_builder.hpp"

#include "crypto/tlog/merkle_proof.hpp"
#include "storage/tlog/growth_check.hpp"
#include "storage/tlog/tile_store.hpp"
#include "tests/storage/tlog/fixture.hpp"

#include <map>

using namespace assay;
using namespace assay::storage;
using crypto::Tile;
using crypto::TreeHead;
using crypto::TreeSize;

namespace {

/// The definition of RFC 6962, 2.1, word by word.
crypto::MerkleHash plain_root(std::span<const crypto::LeafEntry> entries) {
    if (entries.empty()) return crypto::empty_root();
    if (entries.size() == 1) return crypto::leaf_hash(entries.front());
    std::size_t left = 1;
    while (2 * left < entries.size()) left *= 2;
    return crypto::node_hash(plain_root(entries.first(left)), plain_root(entries.subspan(left)));
}

/// Tiles as a builder gives them, in memory.
class KeptTiles final : public crypto::TileSource {
public:
    std::map<Tile, Bytes> tiles;

    TileSink sink() {
        return [this](TileContent full) -> Status {
            tiles[full.tile] = std::move(full.bytes);
            return {};
        };
    }
    void keep(const TileBuilder& builder) {
        for (auto& partial : builder.partial_tiles()) tiles[partial.tile] = std::move(partial.bytes);
    }
    Result<Bytes> read(const Tile& tile) override {
        const auto found = tiles.find(tile);
        if (found == tiles.end()) return fail(ErrorKind::NotFound, tile.path());
        return found->second;
    }
};

TreeSize size_of(std::uint64_t value) { return test::need(TreeSize::from(value)); }

}  // namespace

TEST_CASE("a tree built entry by entry has the root that RFC 6962 defines and can be taken up at any size",
          "[storage][tlog][tile_builder]") {
    const auto entries = test::entries_from(0, 1200);
    TileBuilder builder;
    KeptTiles kept;
    CHECK(builder.root() == crypto::empty_root());
    for (std::size_t size = 1; size <= entries.size(); ++size) {
        test::need(builder.append(entries[size - 1], kept.sink()));
        if (size > 70 && size % 41 != 0 && size % 256 > 2) continue;
        kept.keep(builder);
        const auto root = plain_root(std::span(entries).first(size));
        REQUIRE(builder.root() == root);
        crypto::TileReader reader(kept, builder.size());
        REQUIRE(test::need(crypto::tree_root(reader, builder.size())) == root);
        auto loaded = test::need(TileBuilder::load(kept, builder.size()));
        REQUIRE(loaded.root() == root);
        REQUIRE(loaded.partial_tiles().size() == builder.partial_tiles().size());
    }
}

TEST_CASE("three levels of tiles grow as one", "[storage][tlog][tile_builder]") {
    constexpr std::size_t kSize = 65536 + 300;
    const auto entries = test::entries_from(0, kSize);
    TileBuilder builder;
    KeptTiles kept;
    for (const auto& entry : entries) test::need(builder.append(entry, kept.sink()));
    kept.keep(builder);
    CHECK(builder.root() == plain_root(entries));
    CHECK(test::need(TileBuilder::load(kept, builder.size())).root() == builder.root());
    std::size_t expected = 0;
    for (const auto& level : crypto::tile_levels(builder.size())) {
        const auto tiles = level.full_tiles + (level.partial_width > 0 ? 1 : 0);
        expected += level.level == 0 ? 2 * tiles : tiles;
    }
    CHECK(kept.tiles.size() == expected);
}

TEST_CASE("before a tree is signed, any bit of what was written for it that flipped is found",
          "[storage][tlog][growth_check]") {
    const auto entries = test::entries_from(0, 700);
    const auto grow = [&](std::size_t before, std::size_t after) {
        TileBuilder builder;
        KeptTiles kept;
        for (std::size_t i = 0; i < before; ++i) test::need(builder.append(entries[i], kept.sink()));
        const TreeHead head{builder.size(), builder.root()};
        kept.tiles.clear();
        KeptTiles stored;
        TileBuilder again;
        for (std::size_t i = 0; i < after; ++i) test::need(again.append(entries[i], stored.sink()));
        stored.keep(again);
        return std::pair(head, stored);
    };
    std::size_t flips = 0;
    for (const auto& [before, after] : std::vector<std::pair<std::size_t, std::size_t>>{
             {0, 1}, {1, 2}, {5, 9}, {250, 256}, {256, 257}, {255, 515}, {300, 700}}) {
        CAPTURE(before, after);
        auto [head, stored] = grow(before, after);
        const auto added = std::span(entries).subspan(before, after - before);
        const auto found = test::need(check_growth(stored, head, added));
        CHECK(found.size == size_of(after));
        CHECK(found.root == plain_root(std::span(entries).first(after)));
        for (const auto& tile : test::need(crypto::new_tiles(head.size, size_of(after)))) {
            const auto good = stored.tiles.at(tile);
            const std::size_t step = good.size() > 512 ? 97 : 1;
            for (std::size_t byte = 0; byte < good.size(); byte += step) {
                stored.tiles[tile][byte] ^= static_cast<std::uint8_t>(1U << (byte % 8));
                const auto flipped = check_growth(stored, head, added);
                REQUIRE_FALSE(flipped);
                REQUIRE(flipped.error().kind() == ErrorKind::Corrupt);
                stored.tiles[tile] = good;
                ++flips;
            }
        }
    }
    std::printf("growth check: %zu flips, all found\n", flips);
}

TEST_CASE("before a tree is signed, entries are those that were to be added", "[storage][tlog][growth_check]") {
    const auto entries = test::entries_from(0, 20);
    TileBuilder builder;
    KeptTiles kept;
    for (const auto& entry : entries) test::need(builder.append(entry, kept.sink()));
    kept.keep(builder);
    TileBuilder start;
    for (std::size_t i = 0; i < 10; ++i) test::need(start.append(entries[i], kept.sink()));
    const TreeHead before{start.size(), start.root()};
    CHECK(check_growth(kept, before, std::span(entries).subspan(10)));
    CHECK_FALSE(check_growth(kept, before, std::span(entries).subspan(9, 10)));
    const auto forked =
        check_growth(kept, {start.size(), crypto::leaf_hash(entries[0])}, std::span(entries).subspan(10));
    REQUIRE_FALSE(forked);
    CHECK(forked.error().kind() == ErrorKind::Corrupt);
}
