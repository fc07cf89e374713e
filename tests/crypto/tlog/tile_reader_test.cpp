// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tile_reader.hpp"

#include "crypto/tlog/checkpoint.hpp"
#include "crypto/tlog/entry_bundle.hpp"
#include "crypto/tlog/note.hpp"
#include "tests/crypto/tlog/vector_file.hpp"

using namespace assay;
using namespace assay::crypto;
using test::need;

namespace {

TreeSize size_of(std::uint64_t value) { return need(TreeSize::from(value)); }

/// A folder laid out as tlog-tiles has it.
class FolderSource final : public TileSource {
public:
    explicit FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}
    Result<Bytes> read(const Tile& tile) override {
        ++reads;
        return to_bytes(test::read(folder_ / tile.path()));
    }
    int reads = 0;

private:
    std::filesystem::path folder_;
};

/// The tiles of a tree whose leaf hashes are known, computed level by level.
class MemorySource final : public TileSource {
public:
    explicit MemorySource(std::vector<MerkleHash> leaves) {
        levels_.push_back(std::move(leaves));
        while (levels_.back().size() >= kTileWidth) {
            std::vector<MerkleHash> above;
            for (std::size_t i = 0; i + kTileWidth <= levels_.back().size(); i += kTileWidth)
                above.push_back(complete_root(std::span(levels_.back()).subspan(i, kTileWidth)));
            levels_.push_back(std::move(above));
        }
    }
    Result<Bytes> read(const Tile& tile) override {
        const auto first = tile.index() * kTileWidth;
        if (tile.level() >= levels_.size() || first + tile.width() > levels_[tile.level()].size())
            return fail(ErrorKind::NotFound, "no tile " + tile.path());
        return encode_tile(std::span(levels_[tile.level()]).subspan(first, tile.width()));
    }

private:
    std::vector<std::vector<MerkleHash>> levels_;
};

/// RFC 6962 root by halves.
MerkleHash plain_root(std::span<const MerkleHash> leaves) {
    if (leaves.empty()) return empty_root();
    if (leaves.size() == 1) return leaves[0];
    const auto left = std::bit_floor(leaves.size() - 1);
    return node_hash(plain_root(leaves.first(left)), plain_root(leaves.subspan(left)));
}

std::vector<MerkleHash> numbered_leaves(std::size_t count) {
    std::vector<MerkleHash> leaves;
    for (std::size_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(bytes_of(std::to_string(i))));
    return leaves;
}

}  // namespace

TEST_CASE("the shared log opens: checkpoints, bundles, tiles and roots agree", "[crypto][tile][vectors]") {
    const auto folder = test::vectors("tlog-tiles") / "tessera" / "log";
    const auto vkeys = test::tlog_vectors("vkeys.json");
    std::vector<NoteKey> keys;
    for (const auto& item : test::items_of(vkeys, "cases"))
        if (test::text_of(item, "id") == "tessera-testdata")
            keys.push_back(need(NoteKey::parse(test::text_of(item, "vkey"))));
    REQUIRE(keys.size() == 1);

    test::Tally tally("tlog-tiles/tessera");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const auto name = entry.path().lexically_relative(folder).string();
        const auto content = test::read(entry.path());
        if (name.starts_with("checkpoint")) {
            const auto opened = need(need(Note::parse(content)).open(keys));
            const auto checkpoint = need(Checkpoint::parse(opened.text));
            FolderSource source(folder);
            TileReader reader(source, checkpoint.size());
            tally.count(name, need(tree_root(reader, checkpoint.size())) == checkpoint.root());
            continue;
        }
        const auto tile = need(Tile::parse(name));
        if (tile.kind() == Tile::Kind::Hashes) {
            tally.count(name, decode_tile(bytes_of(content), tile.width()).has_value());
            continue;
        }
        std::vector<MerkleHash> leaves;
        for (const auto& bundled : need(decode_entries(bytes_of(content), tile.width())))
            leaves.push_back(leaf_hash(bundled));
        const auto hashes = test::read(folder / need(Tile::hashes(0, tile.index(), tile.width())).path());
        tally.count(name, equal(encode_tile(leaves), bytes_of(hashes)));
    }
    CHECK(tally.cases() >= 46);
}

TEST_CASE("the shared consistency proofs hold, can be made, and bear no change", "[crypto][merkle][vectors]") {
    const auto folder = test::vectors("tlog-tiles") / "tessera" / "log";
    const auto json = test::tlog_vectors("tessera_consistency.json");
    test::Tally tally("tlog-tiles/tessera_consistency");
    for (const auto& item : test::items_of(json, "cases")) {
        const TreeHead older{size_of(static_cast<std::uint64_t>(test::integer_of(item, "old"))),
                             need(parse_merkle_hash(test::text_of(item, "old_root"), "root"))};
        const TreeHead newer{size_of(static_cast<std::uint64_t>(test::integer_of(item, "new"))),
                             need(parse_merkle_hash(test::text_of(item, "new_root"), "root"))};
        MerkleProof proof;
        for (const auto& hash : test::items_of(item, "proof"))
            proof.push_back(need(parse_merkle_hash(*hash.text(), "hash")));

        FolderSource source(folder);
        TileReader reader(source, newer.size);
        bool right = verify_consistency(older, proof, newer).has_value() &&
                     need(prove_consistency(reader, older.size, newer.size)) == proof;
        for (std::size_t i = 0; i < proof.size(); ++i) {
            auto changed = proof;
            changed[i].data()[0] ^= 1;
            auto dropped = proof;
            dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
            right = right && !verify_consistency(older, changed, newer) && !verify_consistency(older, dropped, newer);
        }
        auto added = proof;
        added.push_back(newer.root);
        right = right && !verify_consistency(older, added, newer);
        tally.count(older.size.render() + " to " + newer.size.render(), right);
    }
}

TEST_CASE("roots and proofs come out of full tiles on several levels", "[crypto][tile]") {
    const auto leaves = numbered_leaves(70'000);
    MemorySource source(leaves);
    for (const std::uint64_t count : {1U, 255U, 256U, 257U, 511U, 512U, 1000U, 65535U, 65536U, 65537U, 70000U}) {
        const auto size = size_of(count);
        const TreeHead head{size, plain_root(std::span(leaves).first(count))};
        TileReader reader(source, size);
        REQUIRE(need(tree_root(reader, size)) == head.root);
        for (const std::uint64_t index : {std::uint64_t{0}, count / 2, count - 1}) {
            const auto leaf = need(LeafIndex::from(index));
            REQUIRE(verify_inclusion({leaf, leaves[index]}, need(prove_inclusion(reader, leaf, size)), head));
        }
        const TreeHead older{size_of((count + 1) / 2), plain_root(std::span(leaves).first((count + 1) / 2))};
        REQUIRE(verify_consistency(older, need(prove_consistency(reader, older.size, size)), head));
    }
}

TEST_CASE("a tile is read once for all that is asked of it", "[crypto][tile]") {
    const auto folder = test::vectors("tlog-tiles") / "tessera" / "log";
    FolderSource source(folder);
    TileReader reader(source, TreeSize(15));
    for (const std::uint64_t index : {0U, 3U, 14U})
        need(prove_inclusion(reader, need(LeafIndex::from(index)), TreeSize(15)));
    CHECK(source.reads == 1);
}

TEST_CASE("a short tile and a node outside the log are refused", "[crypto][tile]") {
    class ShortSource final : public TileSource {
        Result<Bytes> read(const Tile&) override { return Bytes(33); }
    } short_source;
    TileReader short_reader(short_source, TreeSize(2));
    CHECK(test::message_of(tree_root(short_reader, TreeSize(2))) ==
          "tile/0/000.p/2: reading a tile of 2 hashes: it has 33 bytes in place of 64");

    MemorySource source(numbered_leaves(5));
    TileReader reader(source, TreeSize(5));
    CHECK(reader.hash({2, 0}));
    CHECK(test::message_of(reader.hash({2, 1})) == "a log of size 5 has no complete node 1 at level 2");
    CHECK(test::message_of(reader.hash({0, 256})) == "a log of size 5 has no tile 1 at level 0");
}
