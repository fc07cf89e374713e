// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/sealing/deposit_key.hpp"

namespace assay::crypto {

/// What is sealed to a room, and to the vendor itself: the deposit key and the closed part.
///
/// Plain form, inside an age file: "assay-room-file-v1\n" ‖ nonce (32) ‖ key (32) ‖ closed part (JSON). Page:
/// sealing.md.
struct RoomFile {
    DepositNonce nonce;
    DepositKey key;
    ClosedPart closed;

    SecretBytes render() const;
    /// Errors: Invalid, Limit.
    static Result<RoomFile> parse(ByteView plain);

    /// Holds it against the deposit statement: nonce, key commitment, every closed field. Errors: Untrusted, with the
    /// code `wrong-nonce` or `key-commitment`, or with none and the field's name.
    Status check(const Deposit& deposit) const;
};

/// What is sealed to a trustee.
///
/// Plain form, inside an age file: "assay-share-v1\n" ‖ nonce (32) ‖ number (1) ‖ salt (32) ‖ share.
struct ShareFile {
    DepositNonce nonce;
    Share share;

    SecretBytes render() const;
    /// Errors: Invalid.
    static Result<ShareFile> parse(ByteView plain);
    /// Errors: Untrusted when it is not the share the deposit commits to for that trustee.
    Status check(const Deposit& deposit, const IdentityId& trustee) const;
};

}  // namespace assay::crypto
