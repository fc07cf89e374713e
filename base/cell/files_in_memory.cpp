// SPDX-License-Identifier: Apache-2.0
#include "base/cell/files_in_memory.hpp"

#include "base/files/space.hpp"

#include <algorithm>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace assay::cell {

FilesInMemory::FilesInMemory(const CellSpec& spec) {
    for (const auto& bind : spec.binds)
        if (bind.access == Access::Writable) add(bind.source);
    for (const auto& passed : spec.passed)
        if ((::fcntl(passed.descriptor.number(), F_GETFL) & O_ACCMODE) != O_RDONLY) add(passed.descriptor);
    for (const auto& place : places_) most_ += std::min(place.free_at_first, spec.limits.disk_bytes);
}

void FilesInMemory::add(const Descriptor& file) {
    struct ::statfs raw{};
    if (::fstatfs(file.number(), &raw) != 0 || raw.f_type != TMPFS_MAGIC) return;
    const auto status = file.status();
    const auto free = free_space(file);
    auto own = file.duplicate();
    if (!status || !free || !own) return;
    if (std::ranges::any_of(places_, [&](const Place& place) { return place.device == status->device; })) return;
    places_.push_back({.file = std::move(*own), .device = status->device, .free_at_first = free->bytes});
}

std::uint64_t FilesInMemory::written() const {
    std::uint64_t out = 0;
    for (const auto& place : places_)
        if (const auto free = free_space(place.file))
            out += place.free_at_first - std::min(place.free_at_first, free->bytes);
    return out;
}

}  // namespace assay::cell
