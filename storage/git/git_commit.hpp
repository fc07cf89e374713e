// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/time.hpp"
#include "base/files/folder.hpp"
#include "storage/archive/archive_entry.hpp"

#include <filesystem>

namespace assay::storage {

/// What to do when a work tree is not what its last commit says.
enum class WorkTree {
    MustAgree,  ///< refuse, naming the paths
    MayDiffer   ///< take the commit, whatever lies beside it
};

/// Which commit of which repository.
struct CommitRequest {
    std::filesystem::path repository;
    std::string revision;  ///< empty: HEAD, compared with the work tree where there is one
    WorkTree work_tree = WorkTree::MustAgree;
    ArchiveLimits limits = {};
};

/// Which commit it was, in full.
struct ExportedCommit {
    std::string id;  ///< 40 hexadecimal digits
    Time author_time;
    std::vector<std::string> submodules = {};  ///< their paths, in git's order
    std::vector<std::string> tags = {};        ///< their names, of those that lead to this commit
};

/// Writes the tree of a commit into an empty folder: bytes as they are in the repository, no line end changed, no
/// keyword replaced; submodules as empty folders; every time that of the commit's author.
///
/// Objects are parsed strictly (git_objects.hpp). Errors: Conflict when the work tree differs, Invalid, NotFound where
/// an object is not there, Limit, Unsupported, Interrupted, Folder's.
Result<ExportedCommit> export_commit(const CommitRequest& request, const Folder& destination,
                                     const Interrupt& interrupt);

}  // namespace assay::storage
