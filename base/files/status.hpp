// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

struct stat;

namespace assay {

/// The kind of a folder's entry.
enum class FileKind { Regular, Folder, Link, Fifo, Socket, CharacterDevice, BlockDevice };

/// With its article, for use in a sentence: `a symbolic link`.
std::string_view describe(FileKind kind);

/// What the file system says of one file, links not followed.
struct FileStatus {
    FileKind kind = FileKind::Regular;
    std::uint32_t mode = 0;     ///< the twelve permission bits, set-id and sticky included
    std::uint64_t size = 0;     ///< bytes
    std::int64_t modified = 0;  ///< seconds since 1970, may be negative
    std::uint32_t modified_nanoseconds = 0;
    std::uint32_t owner = 0;
    std::uint32_t group = 0;
    std::uint64_t links = 0;   ///< names of this file
    std::uint64_t device = 0;  ///< with `inode`, what makes two names one file
    std::uint64_t inode = 0;

    static FileStatus from(const struct ::stat& raw);
};

}  // namespace assay
