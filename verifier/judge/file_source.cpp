// SPDX-License-Identifier: Apache-2.0
#include "verifier/judge/file_source.hpp"

#include "base/core/text.hpp"

#include <algorithm>

namespace assay::verifier {

Result<FileSource> FileSource::open(const Descriptor& file) {
    const auto status = TRY(file.status());
    if (status.kind != FileKind::Regular)
        return fail(ErrorKind::Invalid, "reading " + quote(file.name()) + ": is " + std::string(describe(status.kind)) +
                                            ", not a regular file");
    return FileSource(file, status);
}

FileSource FileSource::of(const Descriptor& file, std::uint64_t size) {
    FileStatus status;
    status.size = size;
    return {file, status};
}

Result<std::size_t> FileSource::read(std::span<std::uint8_t> out) {
    if (at_ >= size_) return 0U;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - at_));
    TRY(file_->pread_exact(out.first(size), at_));
    at_ += size;
    return size;
}

Status FileSource::check_unchanged() const {
    const auto status = TRY(file_->status());
    if (status.size != opened_.size || status.modified != opened_.modified ||
        status.modified_nanoseconds != opened_.modified_nanoseconds)
        return fail(ErrorKind::Conflict, "reading " + quote(file_->name()) + ": it changed while it was read");
    // Some files, as those of /proc, do not say how long they are.
    std::uint8_t more[1];
    const auto beyond = file_->pread_exact(more, size_);
    if (beyond)
        return fail(ErrorKind::Conflict, "reading " + quote(file_->name()) + ": it goes on after the " +
                                             std::to_string(size_) + " bytes that it is said to have");
    if (beyond.error().kind() != ErrorKind::Invalid) return beyond;
    return {};
}

}  // namespace assay::verifier
