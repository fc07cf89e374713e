// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/drbg.hpp"
#include "crypto/record/agreement_file.hpp"
#include "crypto/sealing/sealed_file.hpp"
#include "storage/index/seal_tree.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// Everything secret of one deposit, drawn from its seed in one order.
struct DepositSecrets {
    crypto::DepositKey key;
    crypto::DepositNonce nonce;
    crypto::LeafSalt salt;

    static DepositSecrets draw(Random& random);
};

/// A sealed object with its bytes.
struct SealedBytes {
    crypto::SealedObject object;
    Bytes bytes;
};

/// A deposit that is sealed and signed, and not sent yet.
struct PreparedDeposit {
    crypto::SaltedEnvelope statement;
    crypto::DepositId id;
    storage::PieceList pieces;
    std::vector<SealedBytes> sealed;
};

/// A sealed tree, and everything its deposit statement says of it.
struct PrepareRequest {
    const crypto::AgreementFile& agreement;
    const storage::KeyFolder& vendor;
    const storage::SealedTree& tree;
    crypto::ClosedPart closed;
    crypto::DepositClass deposit_class;
    Time time;
};

/// Makes shares, seals what goes to rooms, trustees and the vendor itself, and signs the statement. Recipients come
/// from the agreement alone; whether it may be acted on has been checked. The same request, secrets and randomness give
/// the same bytes.
Result<PreparedDeposit> prepare_deposit(PrepareRequest request, const DepositSecrets& secrets, Random& random);

}  // namespace assay::escrow
