// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/deposit.hpp"

namespace assay::crypto {

/// One for each share, derived from deposit key and nonce, so that a room can recompute it.
using ShareSalt = FixedBytes<32, struct ShareSaltTag>;

/// One trustee's share of a deposit key, with the salt under which the deposit statement commits to it.
struct Share {
    std::uint8_t number;  ///< from 1
    ShareSalt salt;
    SecretBytes bytes;

    /// SHA-512("assay-share-v1" ‖ 0x00 ‖ salt ‖ number ‖ bytes).
    ShareDigest digest() const;
};

/// The key of one deposit: 32 bytes, new for each.
///
/// It opens the index root and nothing else; every other piece has a key of its own, held in the index. Everything
/// derived from it is derived with the deposit's nonce as salt. Page: sealing.md.
class DepositKey {
public:
    static constexpr std::size_t kSize = 32;

    static DepositKey generate(Random& random);
    /// Errors: Invalid unless 32 bytes.
    static Result<DepositKey> from(SecretBytes bytes);

    /// SHA-512("assay-deposit-key-v1" ‖ 0x00 ‖ nonce ‖ key): in the deposit statement, so that no other key can be
    /// passed off as this one (AES-GCM alone would allow it).
    KeyCommitment commit(const DepositNonce& nonce) const;
    /// The AES-256-GCM key of the index root.
    SecretBytes index_key(const DepositNonce& nonce) const;
    /// The shares, always the same for the same key, nonce and threshold, so that a room can recompute them.
    Result<std::vector<Share>> shares(const DepositNonce& nonce, Threshold threshold) const;

    const SecretBytes& secret() const { return bytes_; }

private:
    explicit DepositKey(SecretBytes bytes) : bytes_(std::move(bytes)) {}
    SecretBytes bytes_;
};

/// The deposit key out of enough shares. Every share is held against the statement first, so a bad one is named.
/// Errors: Untrusted ("share 3 …"), Unproven with too few.
Result<DepositKey> combine(const std::vector<Share>& shares, const Deposit& deposit);

}  // namespace assay::crypto
