// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"

namespace assay::crypto {

/// How many of how many: 2 <= threshold <= shares <= 255. One of one is not sharing.
struct Threshold {
    std::uint8_t needed;
    std::uint8_t shares;
};

/// One share as Botan's RTSS writes it (draft-mcgrew-tss-03, SHA-256 check), number first appears inside. The numbers
/// run from 1 in the order of the result. The same secret, threshold and randomness give the same shares.
/// Errors: Invalid for a threshold or secret (1..64 bytes) outside its range.
Result<std::vector<SecretBytes>> split_secret(const SecretBytes& secret, Threshold threshold, ByteView identifier,
                                              Random& random);

/// The secret. Errors: Unproven with too few shares, Untrusted when they do not fit together, Invalid when malformed.
Result<SecretBytes> combine_shares(const std::vector<SecretBytes>& shares);

}  // namespace assay::crypto
