// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"

namespace assay::verifier {

/// The bytes of a regular file, read by offset: the descriptor's own position neither matters nor moves, so that two of
/// them can read one file.
///
/// - Gives exactly the bytes the file had when it was opened; one that has become shorter meanwhile is an error.
class FileSource final : public ByteSource {
public:
    /// `file` must outlive it. Errors: Invalid when it is no regular file; io_error's.
    static Result<FileSource> open(const Descriptor& file);
    /// The same of a file of known size, where nothing may be asked about files: in a cell.
    static FileSource of(const Descriptor& file, std::uint64_t size);

    Result<std::size_t> read(std::span<std::uint8_t> out) override;
    /// The next byte read is the one at `offset`, or there is none when that is past the end.
    void seek(std::uint64_t offset) { at_ = offset; }
    std::uint64_t size() const { return size_; }
    /// Errors: Conflict when the file has another size or time of change now than when it was opened, or goes on after
    /// its size; io_error's.
    Status check_unchanged() const;

private:
    FileSource(const Descriptor& file, const FileStatus& opened) : file_(&file), opened_(opened), size_(opened.size) {}

    const Descriptor* file_;
    FileStatus opened_;
    std::uint64_t size_;
    std::uint64_t at_ = 0;
};

}  // namespace assay::verifier
