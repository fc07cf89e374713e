// SPDX-License-Identifier: Apache-2.0
#include "base/cell/disk_watch.hpp"

#include "base/core/text.hpp"
#include "base/files/space.hpp"

#include <fcntl.h>

namespace assay::cell {

namespace {

constexpr std::uint64_t kNamesMin = 16;

bool is_writable_file(const Descriptor& file) {
    const int flags = ::fcntl(file.number(), F_GETFL);
    if (flags < 0 || (flags & O_ACCMODE) == O_RDONLY) return false;
    const auto status = file.status();
    return status && status->kind == FileKind::Regular;
}

}  // namespace

Status DiskWatch::add(const Descriptor& file) {
    const auto free = TRY(free_space(file)).bytes;
    auto own = TRY(file.duplicate());
    places_.push_back({std::move(own), free});
    return {};
}

Result<DiskWatch> DiskWatch::of(const CellSpec& spec) {
    DiskWatch out;
    out.disk_bytes_ = spec.limits.disk_bytes;
    out.free_bytes_ = spec.limits.free_bytes;
    for (const auto& bind : spec.binds)
        if (bind.access == Access::Writable) TRY(out.add(bind.source));
    for (const auto& passed : spec.passed)
        if (is_writable_file(passed.descriptor)) TRY(out.add(passed.descriptor));
    return out;
}

Result<bool> DiskWatch::passed() const {
    for (const auto& place : places_) {
        const auto free = TRY(free_space(place.file)).bytes;
        if (free < place.free_at_first && place.free_at_first - free > disk_bytes_) return true;
    }
    return false;
}

Status DiskWatch::check() const {
    for (const auto& place : places_)
        if (const auto free = TRY(free_space(place.file)).bytes; free < free_bytes_)
            return fail(ErrorKind::Full, "no space left in " + quote(place.file.name()) + ": " + human_bytes(free) +
                                             " are free, " + human_bytes(free_bytes_) + " are to stay so");
    return {};
}

Status DiskWatch::check_after_failure() const {
    for (const auto& place : places_)
        if (const auto names = TRY(free_space(place.file)).names; names && *names < kNamesMin)
            return fail(ErrorKind::Full, "no space left in " + quote(place.file.name()) + " for the names of files");
    return check();
}

}  // namespace assay::cell
