// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/sealing/sealed_file.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/client/custodian.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// Opens deposits as their vendor or a room of their agreement: fetches what is sealed to that party.
class OwnDeposits {
public:
    /// The custodian outlives it. Errors: NotFound for a key folder that opens nothing, as a carrier's.
    static Result<OwnDeposits> open(const storage::KeyFolder& party, Custodian& custodian);

    const crypto::AgeIdentity& seal() const { return seal_; }
    const crypto::IdentityId& self() const { return self_; }

    /// Key and closed part of a deposit, held against its statement in the receipt. Whether that holds is for who has
    /// the receipt; without one only their form is checked, and anybody can seal to the party.
    /// Errors: Refused where nothing is sealed to the party; Untrusted, Invalid; Unproven for a receipt without the
    /// statement; those of the custodian.
    Result<crypto::RoomFile> read(const crypto::DepositId& id, const crypto::Evidence* receipt) const;

private:
    OwnDeposits(crypto::AgeIdentity seal, crypto::IdentityId self, Custodian& custodian)
        : seal_(std::move(seal)), self_(self), custodian_(&custodian) {}

    crypto::AgeIdentity seal_;
    crypto::IdentityId self_;
    Custodian* custodian_;
};

/// A product, as a deposit's closed part names it.
struct ProductName {
    std::string name, version;
};
Result<ProductName> product_of(const crypto::RoomFile& file);

/// Everybody whose identity is in a receipt: the parties of its agreement among them.
Result<crypto::IdentityBook> parties_of(const crypto::Evidence& receipt);

}  // namespace assay::escrow
