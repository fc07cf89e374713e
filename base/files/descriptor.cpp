// SPDX-License-Identifier: Apache-2.0
#include "base/files/descriptor.hpp"

#include "base/core/text.hpp"
#include "base/files/sync_failed.hpp"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay {

namespace {

constexpr std::size_t kReadStepBytes = 256U << 10;

/// Repeats a system call for as long as a signal interrupts it.
template <typename Call>
auto uninterrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

std::unexpected<Error> failed(std::string_view doing, const std::string& name) {
    return fail(io_error(std::string(doing) + " " + quote(name), errno));
}

}  // namespace

Descriptor::Descriptor(int number, std::string name) : number_(number), name_(std::move(name)) {
    if (number_ >= 0) ::fcntl(number_, F_SETFD, FD_CLOEXEC);
}

Descriptor::Descriptor(Descriptor&& other) noexcept
    : number_(std::exchange(other.number_, -1)), name_(std::move(other.name_)) {}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    if (this != &other) {
        if (is_open()) ::close(number_);
        number_ = std::exchange(other.number_, -1);
        name_ = std::move(other.name_);
    }
    return *this;
}

Descriptor::~Descriptor() {
    if (is_open()) ::close(number_);
}

Result<Descriptor> Descriptor::open(const std::filesystem::path& path, int flags, unsigned mode) {
    const int number = uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, mode); });
    if (number < 0) return failed("opening", path.string());
    return Descriptor(number, path.string());
}

int Descriptor::release() { return std::exchange(number_, -1); }

Status Descriptor::close() {
    // Linux frees the number even when close(2) is interrupted; a second call would close somebody else's.
    if (is_open() && ::close(release()) != 0 && errno != EINTR) return failed("closing", name_);
    return {};
}

Result<Descriptor> Descriptor::duplicate() const {
    const int number = ::fcntl(number_, F_DUPFD_CLOEXEC, 0);
    if (number < 0) return failed("duplicating the descriptor of", name_);
    return Descriptor(number, name_);
}

Result<std::size_t> Descriptor::read_some(std::span<std::uint8_t> out) const {
    const auto got = uninterrupted([&] { return ::read(number_, out.data(), out.size()); });
    if (got < 0) return failed("reading", name_);
    return static_cast<std::size_t>(got);
}

Result<Bytes> Descriptor::read_all(std::size_t most) const {
    Bytes out;
    const auto stop = std::min(most, std::numeric_limits<std::size_t>::max() / 2) + 1;  // one more tells too many
    struct ::stat raw{};
    // The size is a guess only; what counts is where reading ends.
    if (::fstat(number_, &raw) == 0 && S_ISREG(raw.st_mode) && raw.st_size > 0)
        out.reserve(std::min(static_cast<std::size_t>(raw.st_size) + 1, stop));
    for (;;) {
        const auto have = out.size();
        out.resize(std::min(std::max(out.capacity(), have + kReadStepBytes), stop));
        const auto got = TRY(read_some(std::span(out).subspan(have)));
        out.resize(have + got);
        if (out.size() > most)
            return fail(ErrorKind::Limit, "reading " + quote(name_) + ": is larger than " + human_bytes(most));
        if (got == 0) return out;
    }
}

Status Descriptor::write_all(ByteView bytes) const {
    while (!bytes.empty()) {
        const auto put = uninterrupted([&] { return ::write(number_, bytes.data(), bytes.size()); });
        if (put < 0) return failed("writing", name_);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
    }
    return {};
}

Status Descriptor::pread_exact(std::span<std::uint8_t> out, std::uint64_t offset) const {
    const auto end = offset + out.size();
    while (!out.empty()) {
        const auto got =
            uninterrupted([&] { return ::pread(number_, out.data(), out.size(), static_cast<off_t>(offset)); });
        if (got < 0) return failed("reading", name_);
        if (got == 0)
            return fail(ErrorKind::Invalid, "reading " + quote(name_) + ": ends at byte " + std::to_string(offset) +
                                                ", byte " + std::to_string(end) + " is needed");
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return {};
}

Status Descriptor::pwrite_all(ByteView bytes, std::uint64_t offset) const {
    while (!bytes.empty()) {
        const auto put =
            uninterrupted([&] { return ::pwrite(number_, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
        if (put < 0) return failed("writing", name_);
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return {};
}

Status Descriptor::rewind() const {
    if (::lseek(number_, 0, SEEK_SET) != 0) return failed("rewinding", name_);
    return {};
}

Result<FileStatus> Descriptor::status() const {
    struct ::stat raw{};
    if (::fstat(number_, &raw) != 0) return failed("looking at", name_);
    return FileStatus::from(raw);
}

Status Descriptor::set_mode(unsigned mode) const {
    if (::fchmod(number_, mode) != 0) return failed("setting the mode of", name_);
    return {};
}

Status Descriptor::sync() const {
    if (::fsync(number_) != 0) return fail(io_error("syncing " + quote(name_), errno).with_code(kSyncFailed));
    return {};
}

}  // namespace assay
