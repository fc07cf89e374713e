// SPDX-License-Identifier: Apache-2.0
#include "base/cell/disk_watch.hpp"

#include "base/core/text.hpp"

#include <algorithm>

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
    const auto free = TRY(free_space(file));
    auto own = TRY(file.duplicate());
    places_.push_back({std::move(own), free});
    return {};
}

Result<DiskWatch> DiskWatch::of(const CellSpec& spec) {
    DiskWatch out;
    out.disk_bytes_ = spec.limits.disk_bytes;
    out.free_bytes_ = spec.limits.free_bytes;
    out.names_ = spec.limits.names;
    out.free_names_ = spec.limits.free_names;
    for (const auto& bind : spec.binds)
        if (bind.access == Access::Writable) TRY(out.add(bind.source));
    for (const auto& passed : spec.passed)
        if (is_writable_file(passed.descriptor)) TRY(out.add(passed.descriptor));
    return out;
}

Result<bool> DiskWatch::passed() const {
    const auto is_gone = [](std::uint64_t before, std::uint64_t now, std::uint64_t most) {
        return now < before && before - now > most;
    };
    for (const auto& place : places_) {
        const auto free = TRY(free_space(place.file));
        if (is_gone(place.free_at_first.bytes, free.bytes, disk_bytes_)) return true;
        if (free.names && place.free_at_first.names && is_gone(*place.free_at_first.names, *free.names, names_))
            return true;
    }
    return false;
}

Status DiskWatch::check_names(std::uint64_t least) const {
    for (const auto& place : places_)
        if (const auto names = TRY(free_space(place.file)).names; names && *names < least)
            return fail(ErrorKind::Full, "no space left in " + quote(place.file.name()) + " for the names of files");
    return {};
}

Status DiskWatch::check() const {
    for (const auto& place : places_)
        if (const auto free = TRY(free_space(place.file)).bytes; free < free_bytes_)
            return fail(ErrorKind::Full, "no space left in " + quote(place.file.name()) + ": " + human_bytes(free) +
                                             " are free, " + human_bytes(free_bytes_) + " are to stay so");
    return check_names(free_names_);
}

Status DiskWatch::check_after_failure() const {
    TRY(check_names(std::max(kNamesMin, free_names_)));
    return check();
}

}  // namespace assay::cell
