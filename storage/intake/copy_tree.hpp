// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "storage/archive/archive_entry.hpp"

namespace assay::storage {

/// Copies a tree as a snapshot sees it: files 644 or, when their owner may execute them, 755; folders 755; links as
/// they are; every time `modified`; hard links become files of their own. Errors: Invalid for what no tree can hold;
/// Limit, Interrupted, Folder's.
Status copy_tree(const Folder& from, const Folder& to, std::int64_t modified, const ArchiveLimits& limits,
                 const Interrupt& interrupt);

}  // namespace assay::storage
