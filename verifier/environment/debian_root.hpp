// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/recipe/lock.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace assay::verifier {

/// A build root assembled from the packages of a lock, kept under the lock's digest; or why these packages give none.
struct DebianRoot {
    std::optional<Folder> folder;
    bool from_cache = false;
    double seconds = 0;         ///< that assembling took, now or when it was cached
    std::string failure;        ///< one line; there when there is no folder
    std::string failure_words;  ///< the end of what mmdebstrap said
};

/// Assembles the root offline by mmdebstrap in a cell with a range of users, or takes it from `cache`.
///
/// - `materials` has been held against the lock already; what is unpacked is what was checked.
/// - A root is either whole or not there, and handed out as it was kept: see RootCache. One that was changed in the
/// cache is
///   assembled anew, and the progress says what was changed.
/// - Assembling has limits of its own, on time, memory, disk and files; daemons that maintainer scripts leave are
/// killed.
/// - Packages that do not install, or take more than that, are a result and no error: they do so in every room. What
/// was
///   assembled of them is removed.
///
/// Errors: Sandbox; Refused for a cache that others share; Full where our own disk had no space left, Io, Interrupted.
Result<DebianRoot> debian_root(const storage::Lock& lock, const Folder& materials, const std::filesystem::path& cache,
                               Progress& progress, const Interrupt& interrupt);

}  // namespace assay::verifier
