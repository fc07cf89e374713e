// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/entry_bundle.hpp"
#include "crypto/tlog/tile.hpp"
#include "tests/escrow/service/front.hpp"

using namespace assay;
using namespace assay::escrow;
using test::check_refused;
using test::Front;
using test::need;

TEST_CASE("anybody may read the log as far as it has been cosigned", "[escrow][service]") {
    Front front;
    front.hold("one");
    auto stranger = front.stranger();
    const auto checkpoint = need(stranger.get("/log/checkpoint"));
    const auto published = *front.custody->log().published();
    CHECK(checkpoint.content_type == "text/plain; charset=utf-8");
    CHECK(text_of(checkpoint.bytes()) == published.note.render());

    const auto width = std::to_string(published.head.size.value());
    const auto hashes = need(stranger.get("/log/tile/0/000.p/" + width));
    const auto read = need(crypto::decode_tile(hashes.bytes(), static_cast<unsigned>(published.head.size.value())));
    CHECK(need(front.custody->log().root_at(published.head.size)) == published.head.root);
    CHECK(read.size() == published.head.size.value());
    const auto entries = need(stranger.get("/log/tile/entries/000.p/" + width));
    CHECK(to_bytes(entries.bytes()) == need(storage::TileFiles(need(Folder::open(front.custody->log_folder())))
                                                .read(need(crypto::Tile::parse("tile/entries/000.p/" + width)))));
}

TEST_CASE("a tile that is not there is not found, and a path that is no tile's is no path", "[escrow][service]") {
    Front front;
    auto stranger = front.stranger();
    check_refused(stranger.get("/log/tile/0/000"), ErrorKind::NotFound, "");
    check_refused(stranger.get("/log/tile/0/x001/x234/067"), ErrorKind::NotFound, "");
    check_refused(stranger.get("/log/tile/0/x036/x028/x797/x018/x963/967.p/5"), ErrorKind::NotFound, "");
    for (const auto* path : {"0/0", "0/x000/001", "64/000", "entries/000.p/256", "0/000.p/0", "checkpoint/000"})
        check_refused(stranger.get(std::string("/log/tile/") + path), ErrorKind::Invalid, "");
    for (const auto* path :
         {"/log", "/log/latest", "/log/tile", "/log/tile/0", "/log/lock", "/log/tile/1/2/3/4/5/6/7/8/9"})
        check_refused(stranger.get(path), ErrorKind::NotFound, "there is nothing of that address");
}
