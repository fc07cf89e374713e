// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <functional>

namespace assay {

/// One thing that a person says is deployed: a file that was named, or a member of a folder that was named.
struct DeployedEntry {
    enum class Given {
        File,   ///< by itself
        Member  ///< by a folder above it
    };
    Given given = Given::File;
    std::filesystem::path root;  ///< the path that was given
    std::filesystem::path at;    ///< where it lies: for messages and look-ups
    std::string name;            ///< its path below the given folder, or the given file's last name; see deployed_name
    FileKind kind = FileKind::Regular;
    std::string target;  ///< of a symbolic link, as it is; else empty
    /// Opens a regular file, when its turn comes: there may be more than a process may hold open. Errors: Invalid where
    /// it is no regular file (any more), io_error's.
    std::function<Result<Descriptor>()> open;
};

/// How a path is called in reports and statements, which are UTF-8: itself; quoted where it is not UTF-8. No two paths
/// have one name, so one that begins with a quotation mark is quoted too.
std::string deployed_name(std::string_view path);

/// All that is deployed, in the order given; a folder's members in the order of their bytes, folders among them. A link
/// that was given itself is followed, as wherever our user names a path; none below a folder is. What to make of links,
/// devices and empty folders is the caller's.
/// Errors: NotFound and io_error's for what is given and cannot be opened; Limit for a tree too large to walk.
Result<std::vector<DeployedEntry>> find_deployed(const std::vector<std::filesystem::path>& given);

}  // namespace assay
