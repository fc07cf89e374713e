// SPDX-License-Identifier: Apache-2.0
#include "escrow/action/custodian_destination.hpp"

namespace assay::escrow {

Result<std::unique_ptr<Destination>> CustodianDestination::make(std::unique_ptr<Custodian> custodian,
                                                                const crypto::IdentityId& vendor) {
    auto pieces = TRY(custodian->pieces(vendor));
    return std::unique_ptr<Destination>(
        std::make_unique<CustodianDestination>(std::move(custodian), vendor, std::move(pieces)));
}

Result<std::optional<crypto::Evidence>> CustodianDestination::finish(const PreparedDeposit& deposit) {
    TRY(custodian_->keep_list(vendor_, deposit.pieces));
    for (const auto& object : deposit.sealed) TRY(custodian_->keep_sealed(vendor_, object.bytes));
    return std::optional(TRY(custodian_->hold(vendor_, deposit.statement)));
}

Result<std::optional<crypto::Evidence>> CustodianDestination::receipt(const crypto::DepositId& id) {
    return std::optional(TRY(custodian_->receipt(id)));
}

}  // namespace assay::escrow
