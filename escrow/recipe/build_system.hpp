// SPDX-License-Identifier: Apache-2.0
// Private to escrow/recipe.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace assay::escrow {

/// How a folder of source is usually built: a first guess, for a person to look at.
struct BuildSystem {
    std::string name;                   ///< `CMake`
    std::string file;                   ///< what in the folder says so; empty where nothing does
    std::vector<std::string> commands;  ///< from the folder to what is deployed, below $ASSAY_OUT
    std::string depends;                ///< Debian packages that it needs, as in Build-Depends
};

/// The build system of a folder, by the files at its top: a Makefile, CMakeLists.txt, package.json; make's where there
/// is none of them, and without a folder. `artifacts` are paths below $ASSAY_OUT.
BuildSystem build_system_of(const std::optional<std::filesystem::path>& folder,
                            const std::vector<std::string>& artifacts);

}  // namespace assay::escrow
