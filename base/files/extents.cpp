// SPDX-License-Identifier: Apache-2.0
#include "base/files/extents.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace assay {

namespace {

constexpr std::uint64_t kPartBytes = 1U << 20;

/// Where data or a hole begins at or after `from`; the end of the file where there is no more of it, and `from` for
/// data where the file system tells no holes.
Result<std::uint64_t> seek(const Descriptor& file, std::uint64_t from, int what, std::uint64_t end) {
    const auto found = ::lseek(file.number(), static_cast<off_t>(from), what);
    if (found >= 0) return std::min(static_cast<std::uint64_t>(found), end);
    if (errno == ENXIO) return end;
    if (errno == EINVAL || errno == EOPNOTSUPP) return what == SEEK_DATA ? from : end;
    return fail(io_error("looking for the holes of " + quote(file.name()), errno));
}

}  // namespace

Result<std::uint64_t> for_each_part(const Descriptor& file, const std::function<Status(ByteView)>& take) {
    const auto end = TRY(file.status()).size;
    static const Bytes zeros(kPartBytes);
    Bytes buffer(kPartBytes);
    for (std::uint64_t at = 0; at < end;) {
        const auto data = TRY(seek(file, at, SEEK_DATA, end));
        for (; at < data; at += std::min(kPartBytes, data - at))
            TRY(take(ByteView(zeros).first(static_cast<std::size_t>(std::min(kPartBytes, data - at)))));
        const auto hole = data < end ? TRY(seek(file, data, SEEK_HOLE, end)) : end;
        while (at < hole) {
            const auto part = std::span(buffer).first(static_cast<std::size_t>(std::min(kPartBytes, hole - at)));
            TRY(file.pread_exact(part, at));
            TRY(take(part));
            at += part.size();
        }
    }
    return end;
}

}  // namespace assay
