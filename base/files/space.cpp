// SPDX-License-Identifier: Apache-2.0
#include "base/files/space.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <cerrno>

#include <sys/statvfs.h>

namespace assay {

Result<std::uint64_t> free_bytes(const Folder& folder) {
    struct ::statvfs raw{};
    if (::fstatvfs(folder.descriptor().number(), &raw) != 0)
        return failed_at("asking for the free space in", folder.name(), errno);
    return static_cast<std::uint64_t>(raw.f_bavail) * raw.f_frsize;
}

Status need_space(const Folder& folder, std::uint64_t bytes, std::string_view doing) {
    const auto free = TRY(free_bytes(folder));
    if (free >= bytes) return {};
    return fail(ErrorKind::Full, std::string(doing) + " to " + quote(folder.name()) + ": " + human_bytes(bytes) +
                                     " are needed, " + human_bytes(free) + " are free");
}

}  // namespace assay
