// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/files/folder.hpp"
#include "storage/snapshot/snapshot.hpp"

namespace assay::storage {

/// How large a tree may be.
struct SnapshotLimits {
    std::size_t depth = 256;             ///< folders on a path; also the descriptors open at once
    std::uint64_t entries = 10'000'000;  ///< of all kinds, in the whole tree
    std::uint64_t bytes = std::uint64_t{1} << 40;
};

/// Watches a snapshot being taken, so that one reading of the bytes serves everybody. An error ends it.
///
/// For each regular file: `begin`, `bytes` any number of times, `end`. One file after the other.
class SnapshotObserver {
public:
    virtual ~SnapshotObserver() = default;
    virtual Status begin(const RelativePath& path, const FileStatus& status) = 0;
    virtual Status bytes(ByteView bytes) = 0;
    virtual Status end() = 0;
};

/// Reads all below `folder`, following no link, in constant memory.
///
/// Errors: Invalid for what no tree can hold, named: sockets, FIFOs, devices, names as `.git`; Conflict when a file
/// changes while it is read; Limit; Interrupted; those of the observer and of Folder.
Result<Snapshot> take_snapshot(const Folder& folder, SnapshotObserver* observer = nullptr,
                               const Interrupt& interrupt = NoInterrupt(), SnapshotLimits limits = {});

}  // namespace assay::storage
