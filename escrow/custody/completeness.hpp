// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/deposit.hpp"
#include "escrow/custody/vault.hpp"

/// What a deposit names, found in its vendor's namespace of the vault.
namespace assay::escrow {

/// Errors: Unproven when it is not here, Untrusted when it is not the one the deposit names.
Result<storage::PieceList> find_list(const Vault& vault, const crypto::Deposit& deposit);
Result<Bytes> find_sealed(const Vault& vault, const crypto::Deposit& deposit, const crypto::SealedObject& object);

/// Whether everything that a deposit names is here: its list, every piece of that, every sealed object, each of the
/// digest it names. Gives the bytes of all pieces together. Errors: Unproven naming what is missing, Untrusted.
Result<std::uint64_t> check_complete(const Vault& vault, const crypto::Deposit& deposit);

}  // namespace assay::escrow
