// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/deployed.hpp"
#include "crypto/record/verdict.hpp"

namespace assay::verifier {

/// What was asked to be judged. Nothing that is deployed is left out in silence.
struct FoundDeployed {
    std::vector<DeployedEntry> files;         ///< one at least, no two of one name
    std::vector<crypto::DeployedLink> links;  ///< to others of them
};

/// The files at the given paths, and those of each folder among them. Errors: NotFound where there is none; Usage for
/// two files of one name; Invalid for what cannot be judged; Limit.
Result<FoundDeployed> to_be_judged(const std::vector<std::filesystem::path>& paths);

}  // namespace assay::verifier
