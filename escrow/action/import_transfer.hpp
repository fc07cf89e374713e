// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/core/time.hpp"
#include "crypto/evidence/policy.hpp"
#include "escrow/action/transfer_folder.hpp"
#include "escrow/client/custodian.hpp"

namespace assay::escrow {

struct ImportAnswer {
    crypto::DepositId id;
    crypto::IdentityId vendor;
    std::string vendor_name;  ///< described
    std::size_t pieces;
    crypto::Evidence receipt;
};

struct ImportRequest {
    std::filesystem::path folder;
    const crypto::Policy& policy;  ///< whom the one who hands it over trusts
    Time now;
};

/// Hands a finished transfer folder to a custodian. It stays as it is and can be handed over again. Before the first
/// piece all is checked that a custodian checks without them. Errors: those of read_transfer, check_parties,
/// check_admitted and of the custodian; Refused when it is not sealed to whom its agreement names; Untrusted for a
/// statement that does not fit the folder, and for a piece that is not what its id says.
Result<ImportAnswer> import_transfer(const ImportRequest& request, Custodian& custodian, Progress& progress,
                                     const Interrupt& interrupt);

}  // namespace assay::escrow
