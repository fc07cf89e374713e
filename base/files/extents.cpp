// SPDX-License-Identifier: Apache-2.0
#include "base/files/extents.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

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

// What file systems keep a hole of.
constexpr std::size_t kHoleBytes = 4096;

bool is_zero(ByteView bytes) {
    return bytes.front() == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
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

Result<std::uint64_t> bytes_outside_holes(const Descriptor& file) {
    const auto end = TRY(file.status()).size;
    std::uint64_t out = 0;
    for (std::uint64_t at = 0; at < end;) {
        const auto data = TRY(seek(file, at, SEEK_DATA, end));
        const auto hole = data < end ? TRY(seek(file, data, SEEK_HOLE, end)) : end;
        out += hole - data;
        at = std::max(hole, at + 1);
    }
    return out;
}

Status SparseWriter::write(ByteView bytes) {
    const auto part_at = [&bytes](std::size_t at) {
        return bytes.subspan(at, std::min(kHoleBytes, bytes.size() - at));
    };
    while (!bytes.empty()) {
        std::size_t data = 0, end = 0;
        while (data < bytes.size() && !is_zero(part_at(data))) data += part_at(data).size();
        for (end = data; end < bytes.size() && is_zero(part_at(end));) end += part_at(end).size();
        if (data > 0) {
            TRY(file_->write_all(bytes.first(data)));
            ends_in_hole_ = false;
        }
        if (end > data) TRY(skip(end - data));
        bytes = bytes.subspan(end);
    }
    return {};
}

Status SparseWriter::skip(std::uint64_t bytes) {
    if (::lseek(file_->number(), static_cast<off_t>(bytes), SEEK_CUR) < 0)
        return fail(io_error("leaving a hole in " + quote(file_->name()), errno));
    ends_in_hole_ = true;
    return {};
}

Status SparseWriter::finish() {
    if (!ends_in_hole_) return {};
    const auto end = ::lseek(file_->number(), 0, SEEK_CUR);
    if (end < 0 || ::ftruncate(file_->number(), end) != 0)
        return fail(io_error("writing the end of " + quote(file_->name()), errno));
    ends_in_hole_ = false;
    return {};
}

}  // namespace assay
