// SPDX-License-Identifier: Apache-2.0
#include "base/files/listing.hpp"

#include "base/files/beneath.hpp"

#include <cerrno>

#include <fcntl.h>

namespace assay {

Result<Listing> Listing::open(const Descriptor& folder) {
    // Reading names moves a descriptor's position, so the listing gets one of its own.
    Descriptor own(::openat(folder.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder.name());
    if (!own.is_open()) return failed_at("listing", folder.name(), errno);
    Stream stream(::fdopendir(own.number()));
    if (!stream) return failed_at("listing", folder.name(), errno);
    static_cast<void>(own.release());
    return Listing(std::move(stream), folder.name());
}

Result<const ::dirent*> Listing::next() {
    for (;;) {
        errno = 0;
        const auto* entry = ::readdir(stream_.get());
        if (entry == nullptr && errno != 0) return failed_at("listing", name_, errno);
        if (entry == nullptr) return nullptr;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") return entry;
    }
}

}  // namespace assay
