// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle_proof.hpp"
#include "crypto/tlog/tile.hpp"

#include <map>

namespace assay::crypto {

/// Hands out tiles as they are stored: a folder, a store, a log's web address.
class TileSource {
public:
    virtual ~TileSource() = default;
    /// The content of that tile, of exactly its width; a source that has the full tile only cuts it.
    virtual Result<Bytes> read(const Tile& tile) = 0;
};

/// Finds the hashes of a log of one size in its tiles, so that proofs and roots can be made of them.
///
/// Keeps every tile it has read: make one for each question or round. Nothing is verified here; what is computed from
/// the hashes is compared with a signed root by the caller.
class TileReader final : public HashReader {
public:
    TileReader(TileSource& source, TreeSize size) : source_(source), size_(size) {}
    /// Errors: Invalid when the log has no such complete node; those of the source.
    Result<MerkleHash> hash(NodeId node) override;

private:
    Result<const std::vector<MerkleHash>*> tile(unsigned level, std::uint64_t index);

    TileSource& source_;
    TreeSize size_;
    std::map<Tile, std::vector<MerkleHash>> tiles_;
};

}  // namespace assay::crypto
