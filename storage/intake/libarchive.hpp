// SPDX-License-Identifier: Apache-2.0
// The one place that includes libarchive. Private to storage/intake.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace assay::storage {

/// Frees what libarchive made.
struct FreeReader {
    void operator()(::archive* reader) const { ::archive_read_free(reader); }
};
using ArchiveHandle = std::unique_ptr<::archive, FreeReader>;

}  // namespace assay::storage
