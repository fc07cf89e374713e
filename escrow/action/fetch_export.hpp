// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/progress.hpp"
#include "escrow/client/custodian.hpp"

#include <filesystem>

namespace assay::escrow {

/// Has a deposit exported to a room and writes the export file, whole or not at all; gives its size in bytes. Errors:
/// Conflict when the file is there, before anything is asked; those of the custodian and of DurableFile.
Result<std::uint64_t> fetch_export(const crypto::IdentityId& room, const crypto::DepositId& id, Custodian& custodian,
                                   const std::filesystem::path& out, Progress& progress);

}  // namespace assay::escrow
