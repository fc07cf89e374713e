// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/leaf.hpp"
#include "crypto/tlog/tile_reader.hpp"

namespace assay::storage {

/// Computes the root that a log is about to sign from what it has written, by another way than it was written, and
/// confirms that it holds nothing but the tree signed before and these entries after it: a bit that flipped
/// in memory or on disk since then is found before it is signed. Two public logs ended for want of this.
///
/// Reads every bundle and tile that the growth changed, and the right edge. Errors: Corrupt.
Result<crypto::TreeHead> check_growth(crypto::TileSource& written, const crypto::TreeHead& before,
                                      std::span<const crypto::LeafEntry> added);

}  // namespace assay::storage
