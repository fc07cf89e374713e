// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"
#include "base/files/descriptor.hpp"
#include "storage/archive/archive_entry.hpp"

namespace assay::storage {

/// Reads an archive of a stranger, from a file whose offset is 0: tar, plain or compressed by gzip, bzip2,
/// xz or zstd, or zip. What it is, its bytes say, not its name.
///
/// Every archive is read twice at once, by libarchive and by TarCheck or check_zip; where the two readings differ, it
/// has two meanings and is refused. Names lose `./` before and `/` after them and are else kept as they are: nothing
/// about them is checked, and the sink must. To be run in a cell. Errors: Invalid, Limit, Unsupported; the sink's.
Status read_archive(const Descriptor& file, EntrySink& sink, const ArchiveLimits& limits = {});

/// The same for a plain tar that comes as a stream.
Status read_tar(ByteSource& tar, EntrySink& sink, const ArchiveLimits& limits = {});

}  // namespace assay::storage
