// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "escrow/client/custodian.hpp"
#include "escrow/custody/custody.hpp"

namespace assay::escrow {

/// A custodian's own data, while no server has them open. Needs the custodian's key, and may act for every party.
class LocalCustodian final : public Custodian {
public:
    /// Errors: those of Custody::open; Busy while they are served.
    static Result<std::unique_ptr<Custodian>> open(CustodyOptions options, const Clock& clock, Random& random,
                                                   const Interrupt& interrupt);

    std::string name() const override { return name_; }
    Result<crypto::ProofSet> admit(const crypto::AgreementFile& agreement) override;
    Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId& vendor) override;
    Status keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) override;
    Status keep_sealed(const crypto::IdentityId& vendor, ByteView object) override;
    Result<crypto::Evidence> hold(const crypto::IdentityId& vendor, const crypto::SaltedEnvelope& statement) override;
    Result<crypto::Evidence> receipt(const crypto::DepositId& id) override;
    Result<std::vector<DepositSummary>> list() override;
    Result<DepositState> state(const crypto::DepositId& id) override;
    Result<Bytes> sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) override;
    Result<DepositStatements> statements(const crypto::IdentityId& party, const crypto::DepositId& id) override;
    Status export_to(const crypto::IdentityId& room, const crypto::DepositId& id, const Receiver& receive) override;
    Result<SubmissionAnswer> submit(const storage::Outbox& outbox) override;

private:
    LocalCustodian(std::string name, std::unique_ptr<Custody> custody, const Interrupt& interrupt)
        : name_(std::move(name)), custody_(std::move(custody)), interrupt_(interrupt) {}

    std::string name_;
    std::unique_ptr<Custody> custody_;
    const Interrupt& interrupt_;
};

}  // namespace assay::escrow
