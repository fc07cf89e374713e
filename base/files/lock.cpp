// SPDX-License-Identifier: Apache-2.0
#include "base/files/lock.hpp"

#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::size_t kHolderBytesMax = 32;

std::string holder_of(const Descriptor& file) {
    const auto text = file.read_all(kHolderBytesMax);
    if (!text) return "another process";
    const auto number = parse_decimal(trim(text_of(*text)));
    return number ? "process " + std::to_string(*number) : "another process";
}

}  // namespace

Result<FileLock> FileLock::take(const Folder& folder, const RelativePath& path) {
    auto file = TRY(open_beneath(folder.descriptor(), path, O_RDWR | O_CREAT | O_NONBLOCK, 0644));
    if (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return failed_at("locking", file.name(), errno);
        return fail(ErrorKind::Busy, "locking " + quote(file.name()) + ": is held by " + holder_of(file));
    }
    // No sync: the number is of use only while this process lives.
    if (::ftruncate(file.number(), 0) != 0) return failed_at("locking", file.name(), errno);
    TRY(file.pwrite_all(bytes_of(std::to_string(::getpid()) + "\n"), 0));
    return FileLock(std::move(file));
}

}  // namespace assay
