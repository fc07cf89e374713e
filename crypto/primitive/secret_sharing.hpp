// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"
#include "base/core/random.hpp"
#include "base/core/secret.hpp"

#include <vector>

namespace assay::crypto {

/// How many of how many: 2 <= needed <= shares <= 254. One of one is not sharing.
struct Threshold {
    std::uint8_t needed;
    std::uint8_t shares;
};

constexpr std::size_t kSharedSecretBytesMax = 64;
constexpr std::size_t kShareIdentifierBytesMax = 16;

/// Shares as Botan's RTSS writes them (draft-mcgrew-tss-03 with its SHA-256 check): identifier padded with zeros to 16
/// bytes, hash 2, needed, two bytes of length, then the share: its number and the shared bytes. The numbers run from 1
/// in the order of the result. The same secret, threshold, identifier and randomness give the same shares.
/// Errors: Invalid for a threshold, a secret (1 to 64 bytes) or an identifier (0 to 16 bytes) outside its range.
Result<std::vector<SecretBytes>> split_secret(const SecretBytes& secret, Threshold threshold, ByteView identifier,
                                              Random& random);

/// The secret; all shares given must fit, also those beyond the needed ones. A share that was altered is noticed but
/// cannot be distinguished from the others here: its digest in the deposit statement names it.
/// Errors: Unproven with too few shares, Untrusted when they do not fit together, Invalid when one is malformed or
/// given twice.
Result<SecretBytes> combine_shares(const std::vector<SecretBytes>& shares);

}  // namespace assay::crypto
