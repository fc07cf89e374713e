// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <map>
#include <set>

namespace assay::verifier {

/// Notices which of some files are opened, by whatever process and name, from the moment it is set until `finish`.
///
/// One inotify watch an inode, each firing once: it follows renames and hard links, and nothing a cell does can remove
/// it.
class ReadWatch {
public:
    /// Watches the files at these paths below `folder`. Errors: Unavailable when the kernel gives no more watches.
    static Result<ReadWatch> set(const Folder& folder, const std::vector<RelativePath>& files);

    /// The paths, as they were when watched, of all files opened since.
    Result<std::set<RelativePath>> finish();

private:
    ReadWatch(Descriptor queue, std::map<int, std::vector<RelativePath>> watched)
        : queue_(std::move(queue)), watched_(std::move(watched)) {}
    Descriptor queue_;
    std::map<int, std::vector<RelativePath>> watched_;
};

}  // namespace assay::verifier
