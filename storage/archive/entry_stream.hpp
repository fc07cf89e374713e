// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/extents.hpp"
#include "storage/archive/archive_entry.hpp"

namespace assay::storage {

/// How a worker in a cell hands over what it read: entries one after the other in a file. Not kept, not exchanged.
///
/// `assay-entries-1`, newline; per entry a byte `e`, kind (1), mode (4), time (8), size (8), length of path and target
/// (4 each), path, target, and for a file its content; a byte `.` at the end. Numbers are most significant byte first.
/// Long runs of zeros are left as holes in the file, which must be new.
class EntryWriter final : public EntrySink {
public:
    explicit EntryWriter(const Descriptor& file) : writer_(file) {}

    /// Once, before the first entry. Errors of all: io_error's.
    Status begin();
    Status entry(const ArchiveEntry& entry) override;
    Status content(ByteView bytes) override;
    /// Once, last: without it the file reads as cut short.
    Status finish();

private:
    Status put(ByteView bytes);
    Status flush();

    SparseWriter writer_;
    Bytes buffer_;
};

/// Reads such a file from its offset, trusting none of it: lengths, kinds and order are checked, names are the
/// sink's matter. Errors: Invalid, Limit; the sink's.
Status read_entries(const Descriptor& file, EntrySink& sink, const ArchiveLimits& limits);

}  // namespace assay::storage
