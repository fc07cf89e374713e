// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <functional>

namespace assay {

/// How large a tree may be before a walk is given up.
struct WalkLimits {
    std::size_t depth = 256;             ///< components of a path; also the descriptors open at once
    std::uint64_t entries = 10'000'000;  ///< in the whole tree
};

/// One thing found below the folder walked.
struct WalkEntry {
    RelativePath path;
    FileStatus status;
};

/// Whether a folder met on the way is entered.
enum class WalkNext { Enter, Skip };

/// Called for each entry; `holder` is the open folder the entry lies in, under `entry.path.filename()`. What it returns
/// matters for folders only; an error ends the walk.
using Visit = std::function<Result<WalkNext>(const WalkEntry& entry, const Folder& holder)>;

/// Visits all below `folder`, a folder before its contents, names of one folder in the order of their bytes. No link is
/// followed, no file opened. Errors: Limit; those of `visit`; io_error's, also where something vanishes on the way.
Status walk(const Folder& folder, const Visit& visit, WalkLimits limits = {});

/// All of it at once, in the same order.
Result<std::vector<WalkEntry>> walk(const Folder& folder, WalkLimits limits = {});

}  // namespace assay
