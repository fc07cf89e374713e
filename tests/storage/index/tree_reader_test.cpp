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

TEST_CASE("content that is more than a thousand times its pieces is not extracted, from any sealer",
          "[storage][index]") {
    assay::test::TempFolder work;
    std::filesystem::create_directory(work / "in");
    write_file(work / "in/a", "a");
    write_file(work / "in/zeros", "");
    std::filesystem::resize_file(work / "in/zeros", std::uintmax_t{200} << 20);
    MemoryPieces pieces;
    const auto sealed = seal_folder(work / "in", pieces);
    CHECK(TreeLimits().expansion.is_too_far(sealed.sealed_bytes, sealed.bytes));
    ExtractOptions options;
    options.limits.sealed_bytes = sealed.sealed_bytes;
    const auto refused = try_extract(pieces, sealed.root, work / "out", options);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind() == ErrorKind::Limit);
    CHECK(refused.error().message().contains("more than 1000 times as large as its pieces"));
    // Where it may be, it is written as the hole it was.
    options.limits.sealed_bytes = std::uint64_t{1} << 20;
    need(try_extract(pieces, sealed.root, work / "allowed", options));
    struct ::stat raw{};
    REQUIRE(::stat((work / "allowed/source/zeros").c_str(), &raw) == 0);
    CHECK(raw.st_size == 200 << 20);
    CHECK(raw.st_blocks * 512 < 4 << 20);
}
