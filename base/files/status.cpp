// SPDX-License-Identifier: Apache-2.0
#include "base/files/status.hpp"

#include <sys/stat.h>

namespace assay {

std::string_view describe(FileKind kind) {
    switch (kind) {
        case FileKind::Regular: return "a regular file";
        case FileKind::Folder: return "a folder";
        case FileKind::Link: return "a symbolic link";
        case FileKind::Fifo: return "a FIFO";
        case FileKind::Socket: return "a socket";
        case FileKind::CharacterDevice: return "a character device";
        case FileKind::BlockDevice: return "a block device";
    }
    return {};
}

namespace {

FileKind kind_of(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFDIR: return FileKind::Folder;
        case S_IFLNK: return FileKind::Link;
        case S_IFIFO: return FileKind::Fifo;
        case S_IFSOCK: return FileKind::Socket;
        case S_IFCHR: return FileKind::CharacterDevice;
        case S_IFBLK: return FileKind::BlockDevice;
        default: return FileKind::Regular;
    }
}

}  // namespace

FileStatus FileStatus::from(const struct ::stat& raw) {
    return {.kind = kind_of(raw.st_mode),
            .mode = raw.st_mode & 07777U,
            .size = static_cast<std::uint64_t>(raw.st_size),
            .modified = raw.st_mtim.tv_sec,
            .modified_nanoseconds = static_cast<std::uint32_t>(raw.st_mtim.tv_nsec),
            .owner = raw.st_uid,
            .group = raw.st_gid,
            .links = raw.st_nlink,
            .device = raw.st_dev,
            .inode = raw.st_ino};
}

}  // namespace assay
