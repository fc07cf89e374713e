// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/merkle.hpp"

namespace assay::crypto {

/// 32 fresh random bytes, drawn with a payload that commits to them. Only with them can a leaf be known as an
/// envelope's.
using LeafSalt = FixedBytes<32, struct LeafSaltTag>;

/// What a log holds for one envelope.
using LeafEntry = FixedBytes<32, struct LeafEntryTag>;

/// SHA-256("assay-leaf-v1" ‖ 0x00 ‖ salt ‖ SHA-512(envelope)). `envelope` is the exact bytes that were signed and sent.
/// Source: leaf.md.
LeafEntry make_leaf_entry(ByteView envelope, const LeafSalt& salt);

/// The entry's hash in the tree.
inline MerkleHash leaf_hash(const LeafEntry& entry) { return leaf_hash(entry.view()); }

}  // namespace assay::crypto
