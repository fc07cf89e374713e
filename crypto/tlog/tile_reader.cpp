// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/tile_reader.hpp"

namespace assay::crypto {

Result<const std::vector<MerkleHash>*> TileReader::tile(unsigned level, std::uint64_t index) {
    const auto wanted = TRY(tile_at(level, index, size_));
    auto found = tiles_.find(wanted);
    if (found == tiles_.end()) {
        const auto bytes = TRY(source_.read(wanted));
        found = tiles_.emplace(wanted, TRY_WITHIN(wanted.path(), decode_tile(bytes, wanted.width()))).first;
    }
    return &found->second;
}

// A node up to seven levels above its tile's own is the root over so many neighbouring hashes of that tile.
Result<MerkleHash> TileReader::hash(NodeId node) {
    const auto level = node.level / kTileHeight;
    const auto above = node.level % kTileHeight;
    const auto first = node.index << above;
    const auto count = std::size_t{1} << above;
    const auto& hashes = *TRY(tile(level, first / kTileWidth));
    const auto offset = static_cast<std::size_t>(first % kTileWidth);
    if (offset + count > hashes.size())
        return fail(ErrorKind::Invalid, "a log of size " + size_.render() + " has no complete node " +
                                            std::to_string(node.index) + " at level " + std::to_string(node.level));
    return complete_root(std::span(hashes).subspan(offset, count));
}

}  // namespace assay::crypto
