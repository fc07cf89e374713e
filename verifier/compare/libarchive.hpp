// SPDX-License-Identifier: Apache-2.0
// Private to verifier/compare, and to be used inside a cell only.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace assay::verifier {

/// Frees what libarchive made.
struct FreeArchive {
    void operator()(::archive* archive) const { ::archive_read_free(archive); }
};
using ArchivePtr = std::unique_ptr<::archive, FreeArchive>;

/// Frees a text libarchive gave away.
struct FreeText {
    void operator()(char* text) const { ::free(text); }
};
using CTextPtr = std::unique_ptr<char, FreeText>;

}  // namespace assay::verifier
