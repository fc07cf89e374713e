// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/tlog/checkpoint.hpp"

namespace assay::crypto {

/// Takes a proof's hashes from the front of `rest`: one in base64 to a line, then an empty line.
/// Errors: Invalid, Limit above kProofHashesMax.
Result<MerkleProof> take_hash_lines(std::string_view& rest);
std::string render_hash_lines(const MerkleProof& hashes);

}  // namespace assay::crypto
