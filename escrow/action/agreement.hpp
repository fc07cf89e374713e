// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/agreement_file.hpp"
#include "storage/keys/key_folder.hpp"

namespace assay::escrow {

/// Who is to agree on what. Identities must be of the roles they are named for.
struct NewAgreementRequest {
    std::filesystem::path vendor, custodian;  ///< identity files or key folders
    std::vector<std::filesystem::path> rooms, trustees;
    std::uint64_t threshold;
    std::string dedup;
    std::uint64_t notice_days, retention_days;
    std::filesystem::path key;  ///< of the party that signs first
};

/// Draws up an agreement and signs it as its first party.
Result<crypto::AgreementFile> new_agreement(const NewAgreementRequest& request, const Clock& clock, Random& random);

/// Adds a party's signature to an agreement file and writes it back.
Result<crypto::AgreementFile> sign_agreement(const std::filesystem::path& file, const std::filesystem::path& key,
                                             const Clock& clock);

/// Takes the endorsements that newer identity files of its parties have into an agreement file and writes it back; says
/// how many are new. Nothing that was signed changes. Errors: Refused for the identity of somebody who is no party.
struct RenewedAgreement {
    crypto::AgreementFile agreement;
    std::size_t endorsements = 0;
};
Result<RenewedAgreement> renew_agreement(const std::filesystem::path& file,
                                         const std::vector<std::filesystem::path>& identities);

/// Errors: NotFound, Limit, as AgreementFile::parse.
Result<crypto::AgreementFile> read_agreement(const std::filesystem::path& file);

}  // namespace assay::escrow
