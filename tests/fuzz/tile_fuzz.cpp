// SPDX-License-Identifier: Apache-2.0
// Paths of a tiled log and the files there. The first two bytes say how wide the tile is to be.
#include "crypto/tlog/tile.hpp"

#include "crypto/tlog/entry_bundle.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace assay::fuzz {

void run(ByteView input) {
    read_and_write(crypto::Tile::parse, [](const crypto::Tile& tile) { return tile.path(); }, text_of(input));
    if (input.size() < 2) return;
    const unsigned width = read_big_endian<std::uint16_t>(input) % (crypto::kTileWidth + 1);
    const auto content = input.subspan(2);
    if (const auto entries = crypto::decode_entries(content, width)) {
        hold(entries->size() == width, "a bundle has as many entries as it is wide");
        hold(equal(need(crypto::encode_entries(*entries), "entries are written"), content), "a bundle has one form");
    }
    if (const auto hashes = crypto::decode_tile(content, width)) {
        hold(hashes->size() == width, "a tile has as many hashes as it is wide");
        hold(equal(crypto::encode_tile(*hashes), content), "a tile has one form");
    }
}

}  // namespace assay::fuzz
