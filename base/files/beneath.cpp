// SPDX-License-Identifier: Apache-2.0
#include "base/files/beneath.hpp"

#include "base/core/text.hpp"

#include <cerrno>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay {

namespace {

/// openat2(2) takes no O_NOCTTY where nothing is opened but a place.
constexpr int with_care(int flags) { return flags | O_CLOEXEC | ((flags & O_PATH) != 0 ? 0 : O_NOCTTY); }

int open_by_kernel(int folder, const std::string& path, int flags, unsigned mode) {
    struct ::open_how how{};
    how.flags = static_cast<unsigned>(with_care(flags));
    how.mode = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? mode : 0;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    long number = -1;
    do number = ::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    while (number < 0 && errno == EINTR);
    return static_cast<int>(number);
}

/// openat(2) of one component; a link is ELOOP here, as openat2 has it, where openat alone says ENOTDIR.
int open_component(int folder, const std::string& component, int flags, unsigned mode) {
    int number = -1;
    do number = ::openat(folder, component.c_str(), with_care(flags) | O_NOFOLLOW, mode);
    while (number < 0 && errno == EINTR);
    if (number < 0 && errno == ENOTDIR) {
        struct ::stat raw{};
        const bool is_link =
            ::fstatat(folder, component.c_str(), &raw, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(raw.st_mode);
        errno = is_link ? ELOOP : ENOTDIR;
    }
    return number;
}

int open_by_steps(int folder, const RelativePath& path, int flags, unsigned mode) {
    Descriptor reached;
    const auto components = path.components();
    for (std::size_t i = 0; i + 1 < components.size(); ++i) {
        const int number = open_component(reached.is_open() ? reached.number() : folder, std::string(components[i]),
                                          O_PATH | O_DIRECTORY, 0);
        if (number < 0) return number;
        reached = Descriptor(number, {});
    }
    const int number =
        open_component(reached.is_open() ? reached.number() : folder, std::string(components.back()), flags, mode);
    const int error_number = errno;
    reached = {};
    errno = error_number;
    return number;
}

}  // namespace

std::string name_below(const Descriptor& folder, std::string_view path) {
    return folder.name() + (folder.name().ends_with('/') ? "" : "/") + std::string(path);
}

std::unexpected<Error> failed_at(std::string_view doing, const std::string& name, int error_number) {
    const auto attempt = std::string(doing) + " " + quote(name);
    if (error_number == ELOOP || error_number == EXDEV)
        return fail(ErrorKind::Refused, attempt + ": a symbolic link is on the way");
    if (error_number == ENXIO) return fail(ErrorKind::Invalid, attempt + ": is a socket or has no driver");
    return fail(io_error(attempt, error_number));
}

Result<Descriptor> open_beneath(const Descriptor& folder, const RelativePath& path, int flags, unsigned mode,
                                Resolution resolution) {
    int number = -1;
    if (resolution == Resolution::Kernel) number = open_by_kernel(folder.number(), path.text(), flags, mode);
    // A seccomp filter older than openat2 answers EPERM; where that was meant, openat says so again.
    if (resolution == Resolution::Steps || (number < 0 && (errno == ENOSYS || errno == EPERM)))
        number = open_by_steps(folder.number(), path, flags, mode);
    auto name = name_below(folder, path.text());
    if (number < 0) return failed_at("opening", name, errno);
    return Descriptor(number, std::move(name));
}

Result<Place> place_of(const Descriptor& folder, const RelativePath& path) {
    Place place{.folder = folder.number(), .name = std::string(path.filename())};
    if (const auto parent = path.parent()) {
        place.opened = TRY(open_beneath(folder, *parent, O_PATH | O_DIRECTORY));
        place.folder = place.opened.number();
    }
    return place;
}

}  // namespace assay
