// SPDX-License-Identifier: Apache-2.0
// The one place that includes libarchive. Private to storage/archive and verifier/anatomy, and used inside a cell only.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <cstdlib>
#include <memory>

namespace assay::storage {

/// Frees what libarchive made.
struct FreeArchive {
    void operator()(::archive* archive) const { ::archive_read_free(archive); }
};
using ArchivePtr = std::unique_ptr<::archive, FreeArchive>;

/// Frees a text libarchive gave away.
struct FreeText {
    void operator()(char* text) const { std::free(text); }
};
using CTextPtr = std::unique_ptr<char, FreeText>;

}  // namespace assay::storage
