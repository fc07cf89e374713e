// SPDX-License-Identifier: Apache-2.0
#include "storage/index/tree_reader.hpp"

#include "storage/piece/rounding.hpp"
#include "tests/storage/index/tree_support.hpp"

using namespace assay;
using namespace assay::storage;
using namespace assay::storage::test;
namespace fs = std::filesystem;

TEST_CASE("a sealed tree comes out as it went in", "[storage][index]") {
    const assay::test::TempFolder home;
    write_file(home / "s/a/main.c", prose(100'000));
    write_file(home / "s/a/run", "#!/bin/sh\n", 0755);
    write_file(home / "s/random", noise((2U << 20) + 17));
    write_file(home / "s/exact", noise(2 * content_bytes_max(PieceKind::Data)));
    write_file(home / "s/empty", "");
    fs::create_symlink("a/main.c", home / "s/link");
    MemoryPieces pieces;
    const auto tree = seal_folder(home / "s", pieces);
    need(try_extract(pieces, tree.root, home / "out"));
    CHECK(listing_of(home / "out/source") == listing_of(home / "s"));
    CHECK(need(open(pieces, tree.root).pieces(NoInterrupt())) == tree.pieces);
}

TEST_CASE("a large file that does not compress grows by less than a thousandth", "[storage][index]") {
    const assay::test::TempFolder home;
    write_file(home / "s/random", noise(16U << 20));
    MemoryPieces pieces;
    const auto tree = seal_folder(home / "s", pieces);
    CHECK(tree.sealed_bytes < (16U << 20) + 4000);
}

TEST_CASE("content that is not what its blob id says is not let through", "[storage][index]") {
    const auto keys = dedup_keys();
    const auto content = prose(500);
    auto data = seal_piece(content, {PieceKind::Data, kVendor}, keys);
    Directory page;
    page.entries.push_back({.name = "f", .mode = 0644, .size = 500});
    page.pieces.push_back({500, data.ref});
    MemoryPieces pieces;
    need(pieces.put(std::move(data.piece)));
    const auto read = [&](crypto::Sha256 blob) {
        page.entries[0].blob = blob;
        auto root = seal_root(need(page.encode()).bytes, kVendor, [](const PlainDigest&) { return root_key(); }).piece;
        const auto id = root.id();
        need(pieces.put(std::move(root)));
        return open(pieces, id).read(path("f"), 1000);
    };
    CHECK(need(read(git_ids(GitObjectType::Blob, content).sha256)) == content);
    // The plain digest, which an earlier format had, is another one.
    for (const auto& wrong : {crypto::sha256(content), crypto::Sha256()}) {
        const auto refused = read(wrong);
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind() == ErrorKind::Untrusted);
        CHECK(refused.error().message().find("its content has the blob id") != std::string::npos);
    }
}
