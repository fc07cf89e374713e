// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

namespace assay::storage {

/// What an entry of an archive is; everything else is refused.
enum class ArchivedKind {
    File,
    Folder,
    Link,     ///< symbolic; `target` is its text
    HardLink  ///< another name of the file that `target` names
};

/// `a file`, …: with its article, for use in a sentence.
std::string_view describe(ArchivedKind kind);

/// One thing an archive or a commit holds, as it says itself: nothing about it is checked yet.
struct ArchiveEntry {
    std::string path;
    ArchivedKind kind = ArchivedKind::File;
    std::uint32_t mode = 0;  ///< the twelve permission bits
    std::int64_t modified = 0;
    std::uint64_t size = 0;  ///< of a file's content
    std::string target;

    friend bool operator==(const ArchiveEntry&, const ArchiveEntry&) = default;
};

/// Takes entries as they are met. A file's content follows its entry, in pieces of `size` bytes in all; an error ends
/// the reading.
class EntrySink {
public:
    virtual ~EntrySink() = default;
    /// The next entry, its path and target unchecked.
    virtual Status entry(const ArchiveEntry& entry) = 0;
    /// More of the file whose entry came last.
    virtual Status content(ByteView bytes) = 0;
};

/// What reading a stranger's container may cost.
struct ArchiveLimits {
    std::uint64_t bytes = std::uint64_t{64} << 30;  ///< of all files together
    std::uint64_t entries = 2'000'000;
    std::uint64_t ratio = 1000;  ///< of what comes out to what goes in, once past `ratio_free_bytes`
    std::uint64_t ratio_free_bytes = 64U << 20;
    std::uint64_t depth = 256;  ///< components of a path
};

}  // namespace assay::storage
