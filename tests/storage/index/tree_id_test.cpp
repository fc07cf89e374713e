// SPDX-License-Identifier: Apache-2.0
#include "storage/index/tree_id.hpp"

#include "storage/snapshot/take_snapshot.hpp"
#include "tests/storage/index/tree_support.hpp"

#include <rapidcheck.h>

using namespace assay;
using namespace assay::storage;
using namespace assay::storage::test;
namespace fs = std::filesystem;

namespace {

Result<crypto::Sha256> sealed_id(PieceSource& pieces, const PieceId& root, std::string_view at) {
    return TRY(try_open(pieces, root)).tree_id(path(at), NoInterrupt());
}

crypto::Sha256 snapshot_id(const fs::path& folder) {
    return need(take_snapshot(need(Folder::open(folder)))).ids.sha256;
}

struct CountingPieces final : PieceSource {
    explicit CountingPieces(PieceSource& pieces) : from(pieces) {}
    Result<Bytes> get(const PieceId& id) override {
        ++asked;
        return from.get(id);
    }
    PieceSource& from;
    int asked = 0;
};

/// A root with one directory `d` whose page the test made, right or wrong.
PieceId root_over(MemoryPieces& pieces, const Directory& page) {
    const auto keys = dedup_keys();
    auto sealed = seal_piece(need(page.encode()).bytes, {PieceKind::Directory, kVendor}, keys);
    Directory root;
    root.entries.push_back({.name = "d", .kind = EntryKind::Directory, .mode = 0755, .child = sealed.ref});
    need(pieces.put(std::move(sealed.piece)));
    auto piece = seal_root(need(root.encode()).bytes, kVendor, [](const PlainDigest&) { return root_key(); }).piece;
    const auto id = piece.id();
    need(pieces.put(std::move(piece)));
    return id;
}

}  // namespace

TEST_CASE("the index alone gives the git tree id of what was sealed", "[storage][index]") {
    const assay::test::TempFolder home;
    const auto source = home / "source";
    write_file(source / "a/main.c", "int main(void) { return 0; }\n");
    write_file(source / "a/run", "#!/bin/sh\n", 0755);
    write_file(source / "a.txt", "sorts before the folder a\n");
    write_file(source / "empty", "", 0640);
    write_file(source / "large", noise(3U << 20), 04711);
    fs::create_directories(source / "nothing/in/it");
    fs::create_symlink("../not/there", source / "a/link");
    fs::create_hard_link(source / "a/main.c", source / "same.c");
    MemoryPieces pieces;
    const auto tree = seal({{path("source"), source, TreeInput::Take::Snapshot}}, pieces);
    CHECK(need(sealed_id(pieces, tree.root, "source")) == snapshot_id(source));
    CHECK(need(sealed_id(pieces, tree.root, "source")) == tree.snapshots.at(path("source")).ids.sha256);
    CHECK(need(sealed_id(pieces, tree.root, "source/a")) == snapshot_id(source / "a"));
    CHECK(need(sealed_id(pieces, tree.root, "source/nothing")) == snapshot_id(source / "nothing"));
    CHECK(message_of(sealed_id(pieces, tree.root, "source/large")).find("a file, not a directory") !=
          std::string::npos);
    CHECK(sealed_id(pieces, tree.root, "other").error().kind() == ErrorKind::NotFound);

    // Without a single data piece: the root, source, a, nothing, in, it.
    CountingPieces counting(pieces);
    CHECK(need(sealed_id(counting, tree.root, "source")) == snapshot_id(source));
    CHECK(counting.asked == 6);
}

TEST_CASE("a tree that was not taken as a snapshot has its id too", "[storage][index]") {
    const assay::test::TempFolder home;
    write_file(home / "m/pool/x.deb", noise(2000));
    write_file(home / "m/InRelease", prose(2000));
    MemoryPieces pieces;
    const auto tree = seal({{path("materials"), home / "m"}, {path("recipe.toml"), to_bytes("x = 1\n")}}, pieces);
    CHECK(tree.snapshots.empty());
    CHECK(tree.digests.at(path("recipe.toml")) == crypto::sha256(bytes_of("x = 1\n")));
    CHECK(need(sealed_id(pieces, tree.root, "materials")) == snapshot_id(home / "m"));
}

TEST_CASE("index and snapshot agree on random trees", "[storage][index]") {
    CHECK(rc::check([](const std::map<std::uint8_t, std::pair<std::uint8_t, Bytes>>& files) {
        const assay::test::TempFolder home;
        fs::create_directories(home / "t");
        for (const auto& [number, file] : files) {
            const auto& [shape, content] = file;
            const auto at = home / "t" / ("d" + std::to_string(number % 5)) / std::to_string(number);
            fs::create_directories(at.parent_path());
            if (shape % 4 == 0)
                fs::create_symlink("to" + std::to_string(content.size()), at);
            else if (shape % 4 == 1)
                fs::create_directory(at);
            else
                write_file(at, content, shape % 4 == 2 ? 0644 : 0750);
        }
        MemoryPieces pieces;
        const auto tree = seal({{path("t"), home / "t", TreeInput::Take::Snapshot}}, pieces);
        RC_ASSERT(need(sealed_id(pieces, tree.root, "t")) == snapshot_id(home / "t"));
    }));
}

TEST_CASE("modes beyond the executable bit, times and attributes are not in the id", "[storage][index]") {
    Directory page;
    page.entries.push_back({.name = "f", .mode = 0644, .blob = git_ids(GitObjectType::Blob, {}).sha256});
    MemoryPieces pieces;
    const auto plain = need(sealed_id(pieces, root_over(pieces, page), "d"));
    auto& file = page.entries[0];
    file.mode = 06466;
    file.modified = 77;
    file.attributes = {{"user.x", {1}}};
    file.same_as = "source/first";
    CHECK(need(sealed_id(pieces, root_over(pieces, page), "d")) == plain);
    file.mode = 0744;
    CHECK(need(sealed_id(pieces, root_over(pieces, page), "d")) != plain);
}

TEST_CASE("what no git tree can hold has no id", "[storage][index]") {
    Directory page;
    page.entries.push_back({.name = ".GIT", .mode = 0644, .blob = git_ids(GitObjectType::Blob, {}).sha256});
    MemoryPieces pieces;
    const auto id = sealed_id(pieces, root_over(pieces, page), "d");
    REQUIRE_FALSE(id);
    CHECK(id.error().kind() == ErrorKind::Invalid);
    CHECK(id.error().message().find("git keeps it for its own data") != std::string::npos);
}

TEST_CASE("computing a tree id is held to limits", "[storage][index]") {
    const assay::test::TempFolder home;
    write_file(home / "s/a/b/c", "x");
    write_file(home / "s/a/b/d", "y");
    MemoryPieces pieces;
    const auto root = seal_folder(home / "s", pieces).root;
    auto reader = open(pieces, root);
    const auto limited = [&](TreeLimits limits) {
        const auto id = reader.tree_id(path("source"), NoInterrupt(), limits);
        return !id && id.error().kind() == ErrorKind::Limit;
    };
    CHECK_FALSE(limited({}));
    CHECK(limited({.entries = 3}));
    CHECK_FALSE(limited({.entries = 4}));
    CHECK(limited({.depth = 3}));
}
