// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "escrow/action/destination.hpp"
#include "escrow/client/custodian.hpp"

namespace assay::escrow {

/// A custodian who is there, as the place a vendor's deposit goes to.
class CustodianDestination final : public Destination {
public:
    CustodianDestination(std::unique_ptr<Custodian> custodian, const crypto::IdentityId& vendor,
                         std::unique_ptr<storage::PieceSink> pieces)
        : custodian_(std::move(custodian)), vendor_(vendor), pieces_(std::move(pieces)) {}
    /// Errors: those of Custodian::pieces.
    static Result<std::unique_ptr<Destination>> make(std::unique_ptr<Custodian> custodian,
                                                     const crypto::IdentityId& vendor);

    Result<std::optional<crypto::ProofSet>> begin(const crypto::AgreementFile& agreement) override {
        return std::optional(TRY(custodian_->admit(agreement)));
    }
    storage::PieceSink& sink() override { return *pieces_; }
    Result<std::optional<crypto::Evidence>> finish(const PreparedDeposit& deposit) override;
    Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId& id) override;
    std::string name() const override { return custodian_->name(); }

private:
    std::unique_ptr<Custodian> custodian_;
    crypto::IdentityId vendor_;
    std::unique_ptr<storage::PieceSink> pieces_;
};

}  // namespace assay::escrow
