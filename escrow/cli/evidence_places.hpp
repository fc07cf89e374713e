// SPDX-License-Identifier: Apache-2.0
// Private to escrow/cli.
#pragma once

#include "crypto/evidence/evidence.hpp"

#include <filesystem>

namespace assay::escrow {

/// Where each piece of evidence goes: a single one to the file named, several into the folder named, each under the
/// name of what it is about. A folder takes a single one too. Errors: Usage, naming the option, for several and no
/// folder.
Result<std::vector<std::filesystem::path>> evidence_places(const std::vector<crypto::Evidence>& evidence,
                                                           const std::filesystem::path& named,
                                                           const std::string& option);

}  // namespace assay::escrow
