// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
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

/// Hands a finished transfer folder to a custodian. It stays as it is and can be handed over again. Errors: those of
/// read_transfer and of the custodian; Untrusted for a piece that is not what its id says.
Result<ImportAnswer> import_transfer(const std::filesystem::path& path, Custodian& custodian, Progress& progress,
                                     const Interrupt& interrupt);

}  // namespace assay::escrow
