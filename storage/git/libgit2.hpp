// SPDX-License-Identifier: Apache-2.0
// The one place that includes libgit2. Private to storage/intake.
#pragma once

#include <git2.h>

#include <memory>

namespace assay::storage {

/// Frees what libgit2 made, by the function that goes with it.
template <auto Free>
struct FreeGit {
    template <typename Handle>
    void operator()(Handle* handle) const {
        Free(handle);
    }
};

using GitRepositoryHandle = std::unique_ptr<::git_repository, FreeGit<&::git_repository_free>>;
using GitOdbHandle = std::unique_ptr<::git_odb, FreeGit<&::git_odb_free>>;
using GitOdbObjectHandle = std::unique_ptr<::git_odb_object, FreeGit<&::git_odb_object_free>>;
using GitObjectHandle = std::unique_ptr<::git_object, FreeGit<&::git_object_free>>;
using GitConfigHandle = std::unique_ptr<::git_config, FreeGit<&::git_config_free>>;
using GitStatusHandle = std::unique_ptr<::git_status_list, FreeGit<&::git_status_list_free>>;

}  // namespace assay::storage
