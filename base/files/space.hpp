// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

#include <optional>

namespace assay {

/// What an unprivileged process can still make in a file system.
struct FreeSpace {
    std::uint64_t bytes = 0;             ///< the largest number where the file system has no size of its own
    std::optional<std::uint64_t> names;  ///< files that may still be made; none where they are not counted
};

/// Of the file system of an open file or folder; O_PATH is enough.
Result<FreeSpace> free_space(const Descriptor& file);

/// Errors: Full when fewer than `bytes` are free: `writing the export to "x": 1.3 GB are needed, 200.0 MB are free`.
/// A hint in time, not a promise: others write too. `doing` says what for: `writing the export`.
Status need_space(const Folder& folder, std::uint64_t bytes, std::string_view doing);

}  // namespace assay
