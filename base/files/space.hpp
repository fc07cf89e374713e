// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// The bytes an unprivileged process can still write in the file system of a folder.
Result<std::uint64_t> free_bytes(const Folder& folder);

/// Errors: Full when fewer than `bytes` are free: `writing the export to "x": 1.3 GB are needed, 200.0 MB are free`.
/// A hint in time, not a promise: others write too. `doing` says what for: `writing the export`.
Status need_space(const Folder& folder, std::uint64_t bytes, std::string_view doing);

}  // namespace assay
