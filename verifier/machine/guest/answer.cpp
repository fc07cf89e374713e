// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest/answer.hpp"

#include "verifier/machine/guest/system.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::verifier::guest {

using std::string;

namespace {

bool is_zero(const char* at, std::size_t size) { return at[0] == 0 && std::memcmp(at, at + 1, size - 1) == 0; }

/// Copies a file's bytes to a place on the disk that holds zeros.
bool copy_to(int disk, std::uint64_t place, int file, std::uint64_t size) {
    static char buffer[256U << 10];
    for (std::uint64_t at = 0; at < size;) {
        const auto data = ::lseek(file, static_cast<off_t>(at), SEEK_DATA);
        if (data < 0 && errno == ENXIO) return true;  // nothing but a hole follows
        if (data > 0) at = static_cast<std::uint64_t>(data);
        if (at >= size) return true;
        const auto wanted = size - at < sizeof buffer ? size - at : sizeof buffer;
        const auto got = ::pread(file, buffer, wanted, static_cast<off_t>(at));
        if (got <= 0) return false;
        const auto bytes = static_cast<std::size_t>(got);
        if (!is_zero(buffer, bytes) && ::pwrite(disk, buffer, bytes, static_cast<off_t>(place + at)) != got)
            return false;
        at += bytes;
    }
    return true;
}

/// A regular file below the build's folder of outputs; no link is followed on the way.
int open_artifact(int folder, const string& path, std::uint64_t& size) {
    open_how how{};
    how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const int file = static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    struct stat status{};
    size = file < 0 && errno == ENOENT ? kMissing : kNoFile;
    if (file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        size = static_cast<std::uint64_t>(status.st_size);
        return file;
    }
    if (file >= 0) ::close(file);
    return -1;
}

}  // namespace

void answer(const Job& job, AnswerHead head) {
    const int disk = ::open(disk_named(kAnswerDisk).c_str(), O_WRONLY | O_CLOEXEC);
    need(disk >= 0, "opening the disk of the answer");
    const int folder = ::open("/scratch/out", O_PATH | O_DIRECTORY | O_CLOEXEC);
    std::vector<std::uint64_t> sizes(job.artifacts.size(), kMissing);
    auto place = data_at(sizes.size());
    const bool is_wanted = head.ending == static_cast<std::uint32_t>(Ending::Code) && head.value == 0;
    for (std::size_t i = 0; i < sizes.size() && is_wanted; ++i) {
        const int file = open_artifact(folder, job.artifacts[i], sizes[i]);
        if (file < 0) continue;
        // More than the disk holds is known by its size; its bytes are not read then.
        if (!copy_to(disk, place, file, sizes[i])) say("assay-machine: an artifact does not fit the answer");
        place += aligned(sizes[i]);
        ::close(file);
    }
    std::memcpy(head.format, kAnswerFormat, sizeof head.format);
    head.artifacts = static_cast<std::uint32_t>(sizes.size());
    const auto bytes = sizes.size() * sizeof(std::uint64_t);
    need(::pwrite(disk, sizes.data(), bytes, kTableAt) == static_cast<ssize_t>(bytes) && ::fsync(disk) == 0 &&
             ::pwrite(disk, &head, sizeof head, 0) == sizeof head && ::fsync(disk) == 0,
         "writing the answer");
    ::close(disk);
}

}  // namespace assay::verifier::guest
