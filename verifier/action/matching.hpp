// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/rebuild/build.hpp"

namespace assay::verifier {

/// The artifact a deployed file should be, or null: the one that was asked for; else the one of the same path; else the
/// only one of the same last name; else, for a file that is judged alone, the only artifact there is.
const BuiltArtifact* find_artifact(const std::vector<BuiltArtifact>& artifacts, const std::string& name,
                                   const std::optional<std::string>& asked, bool single);

}  // namespace assay::verifier
