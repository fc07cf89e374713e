// SPDX-License-Identifier: Apache-2.0
#include "base/files/space.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <cerrno>
#include <limits>

#include <sys/statvfs.h>

namespace assay {

Result<FreeSpace> free_space(const Descriptor& file) {
    struct ::statvfs raw{};
    if (::fstatvfs(file.number(), &raw) != 0) return failed_at("asking for the free space in", file.name(), errno);
    FreeSpace out{.bytes = std::numeric_limits<std::uint64_t>::max(), .names = {}};
    // A tmpfs without limits has no blocks, a btrfs no inodes.
    if (raw.f_blocks != 0) out.bytes = static_cast<std::uint64_t>(raw.f_bavail) * raw.f_frsize;
    if (raw.f_files != 0) out.names = raw.f_favail;
    return out;
}

Status need_space(const Folder& folder, std::uint64_t bytes, std::string_view doing) {
    const auto free = TRY(free_space(folder.descriptor())).bytes;
    if (free >= bytes) return {};
    return fail(ErrorKind::Full, std::string(doing) + " to " + quote(folder.name()) + ": " + human_bytes(bytes) +
                                     " are needed, " + human_bytes(free) + " are free");
}

}  // namespace assay
