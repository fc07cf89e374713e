// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "storage/archive/archive_entry.hpp"

#include <vector>

namespace assay::storage {

/// One entry of a zip file, as its directory and its own header agree.
struct ZipMember {
    ArchiveEntry entry;  ///< without a link's target, which is its content; times are not read
    std::uint64_t offset = 0;
    std::uint32_t crc32 = 0;
};

/// Reads the structure of a zip file strictly (PKWARE APPNOTE 6.3.10) and gives its entries by their place in the file.
///
/// A second reading beside libarchive's. The file is exactly entries, directory and end records, each byte belonging to
/// one of them and none to two; directory and local headers say the same; names have one reading. Methods are stored
/// and deflate; no encryption, no second disk, no archive in a comment. Errors: Invalid, Limit, Unsupported;
/// io_error's.
Result<std::vector<ZipMember>> check_zip(const Descriptor& file, std::uint64_t size, const ArchiveLimits& limits);

}  // namespace assay::storage
