// SPDX-License-Identifier: Apache-2.0
#include "escrow/client/local_custodian.hpp"

namespace assay::escrow {

Result<std::unique_ptr<Custodian>> LocalCustodian::open(CustodyOptions options, const Clock& clock, Random& random,
                                                        const Interrupt& interrupt) {
    auto name = options.data.string();
    auto custody = TRY(Custody::open(std::move(options), clock, random));
    return std::unique_ptr<Custodian>(new LocalCustodian(std::move(name), std::move(custody), interrupt));
}

Result<crypto::ProofSet> LocalCustodian::admit(const crypto::AgreementFile& agreement) {
    return custody_->prove_agreement(TRY(custody_->admit(agreement)));
}

Result<std::unique_ptr<storage::PieceSink>> LocalCustodian::pieces(const crypto::IdentityId& vendor) {
    return std::unique_ptr<storage::PieceSink>(custody_->pieces(vendor));
}

Status LocalCustodian::keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) {
    TRY(custody_->keep_list(vendor, list));
    return {};
}

Status LocalCustodian::keep_sealed(const crypto::IdentityId& vendor, ByteView object) {
    TRY(custody_->keep_sealed(vendor, object));
    return {};
}

Result<crypto::Evidence> LocalCustodian::hold(const crypto::IdentityId& vendor,
                                              const crypto::SaltedEnvelope& statement) {
    return custody_->hold(vendor, statement);
}

Result<crypto::Evidence> LocalCustodian::receipt(const crypto::DepositId& id) { return custody_->receipt(id); }

Result<std::vector<DepositSummary>> LocalCustodian::list() { return custody_->list(); }

Result<DepositState> LocalCustodian::state(const crypto::DepositId& id) { return *TRY(custody_->state(id)); }

Result<Bytes> LocalCustodian::sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) {
    return custody_->sealed_to(party, id);
}

Result<DepositStatements> LocalCustodian::statements(const crypto::IdentityId& party, const crypto::DepositId& id) {
    return custody_->statements(party, id);
}

Status LocalCustodian::export_to(const crypto::IdentityId& room, const crypto::DepositId& id, const Receiver& receive) {
    auto outgoing = TRY(custody_->export_to(room, id));
    for (;;) {
        TRY(interrupt_.check("exporting"));
        const auto bytes = TRY(outgoing.next());
        if (bytes.empty()) return {};
        TRY(receive(bytes, outgoing.bytes()));
    }
}

Result<SubmissionAnswer> LocalCustodian::submit(const storage::Outbox& outbox) {
    const storage::Outbox sent{
        .room = outbox.room, .manifest = outbox.manifest, .statements = outbox.statements, .evidence = {}};
    return custody_->submit(sent);
}

}  // namespace assay::escrow
