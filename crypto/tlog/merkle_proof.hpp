// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle_path.hpp"

namespace assay::crypto {

/// Hands out the hashes of complete nodes of one tree, from wherever they are stored.
class HashReader {
public:
    virtual ~HashReader() = default;
    /// Asked only for nodes all of whose leaves the tree has.
    virtual Result<MerkleHash> hash(NodeId node) = 0;
};

/// The root over a part of the tree, from the complete nodes it falls into. The reader's errors pass through, here and
/// below. The root of an empty part is `empty_root()`.
Result<MerkleHash> subtree_root(HashReader& reader, const Subtree& subtree);
Result<MerkleHash> tree_root(HashReader& reader, TreeSize size);

/// What `verify_inclusion` accepts for that leaf. Errors: Invalid when the leaf is not below `size`.
Result<MerkleProof> prove_inclusion(HashReader& reader, LeafIndex leaf, TreeSize size);

/// What `verify_consistency` accepts; empty for two equal sizes. Errors: Invalid when `older` is 0 or above `newer`.
Result<MerkleProof> prove_consistency(HashReader& reader, TreeSize older, TreeSize newer);

/// What `verify_subtree_consistency` accepts. Errors: Invalid when the subtree ends above `size`.
Result<MerkleProof> prove_subtree_consistency(HashReader& reader, const Subtree& subtree, TreeSize size);

}  // namespace assay::crypto
