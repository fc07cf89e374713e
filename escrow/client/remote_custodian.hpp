// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/http/client.hpp"
#include "escrow/client/custodian.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

struct RemoteOptions {
    std::string url;  ///< `https://HOST[:PORT]`
    const crypto::AgreementFile& agreement;
    /// The asker; none for requests that need no identity.
    const storage::KeyFolder* party = nullptr;
    const Interrupt& interrupt;
};

/// A custodian over HTTPS, who must show the key its identity in the agreement names.
class RemoteCustodian final : public Custodian {
public:
    /// Connects to nothing yet. Errors: Usage for a malformed URL; Refused for a party that is not in the agreement;
    /// Invalid when the custodian's identity has no TLS key.
    static Result<std::unique_ptr<Custodian>> open(const RemoteOptions& options);

    std::string name() const override { return client_.base_url(); }
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
    RemoteCustodian(http::Client client, std::optional<crypto::IdentityId> self, const Interrupt& interrupt)
        : client_(std::move(client)), self_(self), interrupt_(interrupt) {}
    Status check_self(const crypto::IdentityId& party) const;
    Result<http::Response> get(std::string target);
    Result<http::Response> post(std::string target, std::string content_type, Bytes body);
    Status keep(std::string target, Bytes object);

    http::Client client_;
    std::optional<crypto::IdentityId> self_;
    const Interrupt& interrupt_;
};

}  // namespace assay::escrow
