// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/intake/dsc.hpp"

#include <filesystem>

namespace assay::escrow {

/// Which packages of a source package are built: those of one architecture, those of all, or both.
enum class BuildScope { Any, All, Both };

/// What a Debian source package says about being built (dsc(5)).
struct SourcePackage {
    storage::Dsc dsc;
    std::string depends, depends_arch, depends_indep;  ///< Build-Depends and its kin, verbatim
    std::string conflicts, conflicts_arch, conflicts_indep;

    /// Errors: as Dsc; NotFound.
    static Result<SourcePackage> read(const std::filesystem::path& dsc);

    /// What must be there for a build of that scope.
    std::string dependencies(BuildScope scope) const;
    std::string conflicts_of(BuildScope scope) const;
    /// Any, when a package is built for an architecture; else All.
    BuildScope default_scope() const;
    /// Names of the .debs such a build leaves, debug packages aside.
    std::vector<std::string> binaries(BuildScope scope, const std::string& architecture) const;
};

}  // namespace assay::escrow
