// SPDX-License-Identifier: Apache-2.0
#include "base/files/open_closed.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr unsigned kOwnerMayAll = 0700, kOwnerMayRead = 0400;

/// The object behind a descriptor, O_PATH being enough: a magic link, which no name can lead elsewhere.
std::string magic_link(const Descriptor& place) { return "/proc/self/fd/" + std::to_string(place.number()); }

Status let_owner(unsigned bits, const Descriptor& place) {
    const auto status = TRY(place.status());
    // Of others' files the kernel says what we may; root may all.
    if ((status.mode & bits) == bits || status.owner != ::geteuid()) return {};
    if (::chmod(magic_link(place).c_str(), status.mode | bits) != 0) return failed_at("opening", place.name(), errno);
    return {};
}

}  // namespace

Result<Descriptor> open_closed_file(const Folder& folder, const RelativePath& path) {
    auto at = TRY(folder.descriptor().duplicate());
    TRY(let_owner(kOwnerMayAll, at));
    const auto components = path.components();
    for (std::size_t i = 0; i < components.size(); ++i) {
        const auto name = TRY(RelativePath::parse(components[i]));
        const bool is_last = i + 1 == components.size();
        auto next = TRY(open_beneath(at, name, is_last ? O_PATH : O_PATH | O_DIRECTORY));
        const auto kind = TRY(next.status()).kind;
        if (is_last && kind != FileKind::Regular)
            return fail(ErrorKind::Invalid, "opening " + quote(next.name()) + ": is " + std::string(describe(kind)) +
                                                ", not a regular file");
        TRY(let_owner(is_last ? kOwnerMayRead : kOwnerMayAll, next));
        at = std::move(next);
    }
    const int number = ::open(magic_link(at).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (number < 0) return failed_at("opening", at.name(), errno);
    return Descriptor(number, at.name());
}

Status move_between(const Folder& folder, const RelativePath& from, const Folder& into, const RelativePath& to) {
    const auto source = TRY(place_of(folder.descriptor(), from));
    const auto target = TRY(place_of(into.descriptor(), to));
    if (::renameat2(source.folder, source.name.c_str(), target.folder, target.name.c_str(), RENAME_NOREPLACE) == 0)
        return {};
    const auto doing = "moving " + quote(name_below(folder.descriptor(), from.text())) + " to";
    if (errno == EXDEV)
        return fail(ErrorKind::Unsupported, doing + " " + quote(name_below(into.descriptor(), to.text())) +
                                                ": they are not on one file system");
    return failed_at(doing, name_below(into.descriptor(), to.text()), errno);
}

}  // namespace assay
