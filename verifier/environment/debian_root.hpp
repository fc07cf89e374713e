// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/files/folder.hpp"
#include "storage/recipe/lock.hpp"

#include <filesystem>

namespace assay::verifier {

/// A build root assembled from the packages of a lock, kept under the lock's digest.
struct DebianRoot {
    Folder folder;
    bool from_cache;
    double seconds;  ///< that assembling took, now or when it was cached
};

/// Assembles the root offline by mmdebstrap in a cell with a range of users, or takes it from `cache`.
///
/// - `materials` has been held against the lock already; what is unpacked is what was checked.
/// - A root is either whole or not there, and handed out as it was kept: see RootCache. One that was changed in the
/// cache is
///   assembled anew, and the progress says what was changed.
/// - Assembling has limits of its own, on time, memory, disk and files; daemons that maintainer scripts leave are
/// killed.
///
/// Errors: Sandbox; Refused for a cache that others share; Invalid with the end of mmdebstrap's words when it fails;
/// Full, Io, Interrupted.
Result<DebianRoot> debian_root(const storage::Lock& lock, const Folder& materials, const std::filesystem::path& cache,
                               Progress& progress, const Interrupt& interrupt);

}  // namespace assay::verifier
