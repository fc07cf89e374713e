// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/archive/libarchive.hpp"
#include "verifier/anatomy/archive.hpp"

namespace assay::verifier {

/// libarchive over a Content. Private to verifier/compare.
class ArchiveReader {
public:
    /// A stretch of a member's contents; what lies before it and after the last one is a hole.
    struct Block {
        std::uint64_t offset = 0;
        ByteView bytes;  ///< until the next call
    };

    /// Errors: Limit without memory; those of `next`.
    static Result<ArchiveReader> open(const Content& archive, Format format);

    /// Goes to the next member; false after the last. Errors: Invalid `tar: cause`, the content's.
    Result<bool> next();
    /// What its header says; digest, positions and error are not filled in.
    Member member() const;
    /// What the header says of the size of its contents; a guess where it says nothing.
    std::uint64_t claimed_size() const;
    /// None after the last.
    Result<std::optional<Block>> read();
    /// Where the header of the current member begins; after the last, where the archive ends.
    std::uint64_t position() const;
    /// Whether the members after one that could not be read can still be.
    bool can_go_on() const { return can_go_on_; }

private:
    // What libarchive's callbacks are given; stays where it is.
    struct Feed {
        std::unique_ptr<Reader> reader;
        Bytes buffer;
        std::uint64_t at = 0;
        std::uint64_t size = 0;
        std::optional<Error> error;
    };
    ArchiveReader(Format format, std::unique_ptr<Feed> feed, storage::ArchivePtr archive)
        : format_(format), feed_(std::move(feed)), archive_(std::move(archive)) {}
    std::unexpected<Error> failed();
    static la_ssize_t feed_bytes(::archive* archive, void* data, const void** bytes);
    static la_int64_t feed_seek(::archive* archive, void* data, la_int64_t offset, int whence);
    static la_int64_t feed_skip(::archive* archive, void* data, la_int64_t bytes);

    Format format_;
    std::unique_ptr<Feed> feed_;
    storage::ArchivePtr archive_;
    ::archive_entry* entry_ = nullptr;
    std::size_t number_ = 0;
    bool can_go_on_ = false;
};

}  // namespace assay::verifier
