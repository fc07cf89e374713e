// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/secret_sharing.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

using DepositNonce = FixedBytes<32, struct DepositNonceTag>;
using KeyCommitment = FixedBytes<64, struct KeyCommitmentTag>;
using ShareDigest = FixedBytes<64, struct ShareDigestTag>;

/// A file sealed to one party and kept beside the pieces.
struct SealedObject {
    enum class Purpose {
        RoomFile,    ///< to a room: the deposit key and the closed part
        VendorFile,  ///< to the vendor itself: the same
        Share,       ///< to a trustee: its share of the deposit key
    };
    Purpose purpose;
    IdentityId to;
    DigestSet digest;
    std::uint64_t size;
};
std::string_view name_of(SealedObject::Purpose purpose);

/// What each trustee holds, by number from 1.
struct ShareRecord {
    std::uint8_t number;
    IdentityId trustee;
    ShareDigest digest;  ///< salted, see sealing/share.hpp
};

enum class DepositClass { Full, SourceOnly };

/// The vendor's statement of a deposit: open part. Page: statements.md, "deposit".
///
/// - The subject is the sealed index root: the digests of its ciphertext.
/// - `pieces` is the digest of the sorted list of all piece ids, so that the custodian can say it holds them all
///   without knowing what they are.
/// - There is one share record per trustee, numbers 1..n in order, and one sealed share per record.
struct Deposit {
    IdentityId vendor;
    Time time;
    Link agreement;
    DepositClass deposit_class;
    DigestSet index_root;
    DepositNonce nonce;
    KeyCommitment key_commitment;
    DigestSet pieces;
    std::uint64_t piece_count;
    std::uint64_t sealed_bytes;  ///< of all pieces, rounded up (padme)
    Threshold threshold;
    std::vector<ShareRecord> shares;
    std::vector<SealedObject> sealed;
    Json commitments;  ///< of the closed part: field -> commitment

    std::string payload() const;
    static Result<Deposit> parse(const Statement& statement);

    /// The object sealed to a party, or null.
    const SealedObject* sealed_to(const IdentityId& id, SealedObject::Purpose purpose) const;
};

}  // namespace assay::crypto
