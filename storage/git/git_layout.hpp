// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <filesystem>
#include <optional>

namespace assay::storage {

/// Where a repository keeps what (gitrepository-layout(5)): all paths absolute, links followed.
struct GitLayout {
    std::filesystem::path git_dir;                   ///< HEAD and index
    std::filesystem::path common_dir;                ///< objects, refs and config: another one for a linked work tree
    std::optional<std::filesystem::path> work_tree;  ///< beside `.git`; none where the folder itself is the repository

    /// `path` is a repository, or a folder with `.git`; those above it are not searched. None when it is no repository.
    static std::optional<GitLayout> find(const std::filesystem::path& path);

    /// Every folder outside the others that git reads: those above, and the object stores that `alternates` name.
    std::vector<std::filesystem::path> folders() const;
};

/// What the configuration of a repository says that matters to who reads it.
struct GitFeatures {
    std::vector<std::string> extensions;  ///< names in small letters, without `extensions.`
    std::vector<std::string> filters;     ///< names of the filter drivers that are configured
    bool has_sha256_objects = false;
    bool has_other_refs = false;  ///< kept in no files (reftable)
    bool is_sparse = false;       ///< a part of the commit is checked out
    bool is_partial = false;      ///< a part of the objects was fetched
    bool is_bare = false;

    /// Reads `config` and `config.worktree`; what cannot be read says nothing.
    static GitFeatures of(const GitLayout& layout);

    /// Whether libgit2 finds the revisions: extensions that it does not know may change where they are kept.
    bool may_resolve() const;
};

}  // namespace assay::storage
