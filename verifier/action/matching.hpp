// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/recipe/recipe.hpp"
#include "verifier/action/deployed.hpp"

namespace assay::verifier {

/// The artifact that a deployed file should be, of those that a recipe declares or a build put out; null where none is:
/// the one that was asked for; else the one of the same path; else the only one of the same last name; else, for a file
/// that is given by itself and judged alone, the only artifact there is.
const RelativePath* find_artifact(const std::vector<RelativePath>& artifacts, const DeployedEntry& deployed,
                                  const std::optional<std::string>& asked, bool alone);

/// Whether a recipe declares the artifact that was asked for. Errors: Usage, with those it declares.
Status check_declared(const std::vector<RelativePath>& declared, const std::optional<std::string>& asked);

/// The artifacts that a recipe declares.
std::vector<RelativePath> declared_by(const storage::Recipe& recipe);

}  // namespace assay::verifier
