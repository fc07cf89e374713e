// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/agreement.hpp"
#include "crypto/statement/identity_file.hpp"

namespace assay::crypto {

/// An agreement as it goes from hand to hand until all have signed: the statement and every party's identity file.
///
/// - Every signature in it holds. It is `complete` when every party has signed.
/// - JSON form: {"format": "assay-agreement-v1", "agreement": {salt, envelope}, "identities": [identity file, …]}.
class AgreementFile {
public:
    static constexpr std::size_t kBytesMax = 16U << 20;
    static constexpr std::size_t kIdentitiesMax = 300;

    /// A new agreement, signed by its first party. Errors: as Agreement::payload; Refused when the signer is no party.
    static Result<AgreementFile> start(const Agreement& terms, std::vector<IdentityFile> identities,
                                       const StatementSigner& signer, Random& random);
    /// Errors: Invalid, Untrusted, Unsupported, Limit.
    static Result<AgreementFile> parse(std::string_view text);
    /// Of an agreement statement and the identity files of exactly its parties. Errors: as parse.
    static Result<AgreementFile> from(SaltedEnvelope statement, std::vector<IdentityFile> identities);
    std::string render() const;

    /// Adds one party's signature; the salt stays the one that its first party drew. Errors: Refused when the signer is
    /// no party or others' are complete with its own.
    Status sign(const StatementSigner& signer);

    /// Takes over the endorsements of a party's newer identity file; gives how many were new. They are kept as they
    /// come: `check_agreement` says whether they count. Errors: Refused when it is no party's; Limit.
    Result<std::size_t> renew(const IdentityFile& newer);

    const Agreement& terms() const { return terms_; }
    const StatementLink& link() const { return link_; }
    const SaltedEnvelope& statement() const { return statement_; }
    const std::vector<IdentityFile>& identities() const { return identities_; }
    const IdentityBook& book() const { return book_; }
    const IdentityFile* find(const IdentityId& id) const;

    /// Parties whose signature is still missing.
    std::vector<IdentityId> missing() const;
    bool complete() const { return missing().empty(); }

private:
    AgreementFile(Agreement terms, SaltedEnvelope statement)
        : terms_(std::move(terms)), statement_(std::move(statement)) {}
    Agreement terms_;
    StatementLink link_;
    SaltedEnvelope statement_;
    std::vector<IdentityId> signers_;
    std::vector<IdentityFile> identities_;
    IdentityBook book_;
};

}  // namespace assay::crypto
