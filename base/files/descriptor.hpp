// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"
#include "base/files/status.hpp"

#include <filesystem>

namespace assay {

/// An open descriptor, closed when it goes.
///
/// - Close-on-exec is set: no program started by us inherits it unasked.
/// - `name` is what errors call it: the path it was opened by.
/// - Interrupted system calls are repeated; a short read or write is continued.
class Descriptor {
public:
    Descriptor() = default;
    /// Takes over an open descriptor.
    Descriptor(int number, std::string name);
    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor();

    /// open(2) with O_CLOEXEC, links followed: for paths our own user gave. Errors: io_error's.
    static Result<Descriptor> open(const std::filesystem::path& path, int flags, unsigned mode = 0);

    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }
    const std::string& name() const { return name_; }

    /// Gives the descriptor away, still open.
    int release();
    /// Closes and says whether that went well: some file systems tell only now that a write was lost.
    Status close();
    /// A second descriptor of the same open file.
    Result<Descriptor> duplicate() const;

    /// What comes next, at most `out.size()` bytes; 0 at the end.
    Result<std::size_t> read_some(std::span<std::uint8_t> out) const;
    /// From here to the end. Errors: Limit when there are more than `most` bytes.
    Result<Bytes> read_all(std::size_t most) const;
    Status write_all(ByteView bytes) const;
    /// Fills `out` from `offset`. Errors: Invalid when the file ends before.
    Status pread_exact(std::span<std::uint8_t> out, std::uint64_t offset) const;
    Status pwrite_all(ByteView bytes, std::uint64_t offset) const;

    /// Back to the beginning, for read_some; the place is shared with every duplicate.
    Status rewind() const;

    Result<FileStatus> status() const;
    Status set_mode(unsigned mode) const;
    /// fsync(2). After an error, whose code is kSyncFailed, the file's content is unknown: do not call it again, give
    /// the file up.
    Status sync() const;

private:
    int number_ = -1;
    std::string name_;
};

}  // namespace assay
