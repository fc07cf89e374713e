// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/secret_sharing.hpp"
#include "crypto/statement/commitment.hpp"
#include "crypto/statement/predicate.hpp"

namespace assay::crypto {

/// New for each deposit; the salt of all that is derived from its key.
using DepositNonce = FixedBytes<32, struct DepositNonceTag>;
/// SHA-512 over the deposit key, see crypto/sealing.
using KeyCommitment = FixedBytes<64, struct KeyCommitmentTag>;
/// Salted SHA-512 of one share, see crypto/sealing.
using ShareDigest = FixedBytes<64, struct ShareDigestTag>;

/// A file sealed to one party and kept beside the pieces.
struct SealedObject {
    /// To whom an object is sealed, and so what it holds.
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
    ShareDigest digest;  ///< salted, see sealing/deposit_key.hpp
};

/// Full: with recipe and artifacts. SourceOnly: without, so no verdict can be asked of it.
enum class DepositClass { Full, SourceOnly };

/// The vendor's statement of a deposit: open part. Page: ../statement/statements.md, "deposit".
///
/// - The subject is the sealed index root: the digests of its ciphertext.
/// - `pieces` is the digest of the sorted list of all piece ids, so that the custodian can say it holds them all
///   without knowing what they are.
/// - There is one share record per trustee, numbers 1..n in order, and one sealed share per record.
struct Deposit {
    IdentityId vendor;
    Time time;
    StatementLink agreement;
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

    /// What is signed, in our one form.
    std::string payload() const;
    /// Errors: Invalid for a statement of another kind or with other members.
    static Result<Deposit> parse(const Statement& statement);

    /// The object sealed to a party, or null.
    const SealedObject* sealed_to(const IdentityId& id, SealedObject::Purpose purpose) const;
};

}  // namespace assay::crypto
