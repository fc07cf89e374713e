// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/relative_path.hpp"

/// What lies where in a deposit, below the root of its index. Page: layout.md. No other file has these names.
namespace assay::storage::layout {

inline const RelativePath kSource = "source"_path;        ///< what the vendor ships, verbatim
inline const RelativePath kRecipe = "recipe.toml"_path;   ///< how to build
inline const RelativePath kLock = "recipe.lock"_path;     ///< in what, package by package
inline const RelativePath kMaterials = "materials"_path;  ///< the files the lock names
inline const RelativePath kArtifacts = "artifacts"_path;  ///< files the vendor built itself

/// The folders of the materials: packages in one, InRelease and Packages files in the other.
inline const RelativePath kPool = "pool"_path;
inline const RelativePath kLists = "lists"_path;

/// Where a file of the source lies that is kept as shipped. Errors of both: Limit for a path that becomes too long.
Result<RelativePath> source_file(const RelativePath& path);
/// Where an artifact lies, in a deposit and in the outputs of a rebuild.
Result<RelativePath> artifact(const RelativePath& path);

}  // namespace assay::storage::layout
