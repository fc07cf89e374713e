// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace assay::storage {

/// The bytes of an archive. One whose bytes can be reached in any order knows its size, and `seek` is called on no
/// other.
class ArchiveSource : public ByteSource {
public:
    virtual std::optional<std::uint64_t> size() const { return {}; }
    /// Goes to an offset, which is at most the size.
    virtual void seek(std::uint64_t) {}
};

/// One entry as libarchive reads it. Nothing about it is checked: it is what the archive says, in libarchive's words.
struct RawEntry {
    std::string path;                      ///< empty where no reader can decode it
    std::uint32_t type = 0;                ///< S_IFMT bits; 0 where the format has none
    std::uint32_t mode = 0;                ///< the twelve permission bits
    std::optional<std::string> hard_link;  ///< the other name
    std::string link;                      ///< target of a symbolic link
    std::optional<std::uint64_t> size;     ///< of the content, where its header says
    std::optional<std::int64_t> modified;  ///< seconds since 1970
    std::uint32_t nanoseconds = 0;
    std::int64_t user = 0, group = 0;
    std::string user_name, group_name;
    std::uint32_t device_major = 0, device_minor = 0;
    std::optional<std::string> access_list;  ///< in text form
    std::string flags;                       ///< file flags in text form
};

/// Reads an archive by libarchive, which is included nowhere else. To be run in a cell.
///
/// Errors of all operations: the source's, as they are; Invalid in libarchive's words alone: the caller says of what.
class RawArchive {
public:
    enum class Format {
        Ar,
        Tar,
        Zip,            ///< by its directory where the source can seek and there is one, else from its beginning
        ZipByDirectory  ///< only so; the source must be able to seek
    };
    /// Whether there is an entry, and whether libarchive has a remark about it.
    enum class Next { Entry, Doubtful, End };
    /// A stretch of an entry's content. What lies before it and after the one before is a hole.
    struct Block {
        std::uint64_t offset = 0;
        ByteView bytes;  ///< until the next call
    };
    using AttributeVisitor = std::function<void(std::string_view name, ByteView value)>;

    /// `source` must outlive what is made.
    static Result<RawArchive> open(ArchiveSource& source, Format format);
    RawArchive(RawArchive&&) noexcept;
    RawArchive& operator=(RawArchive&&) noexcept;
    ~RawArchive();

    /// Goes to the next entry.
    Result<Next> next();
    /// The current entry.
    RawEntry entry() const;
    /// The extended attributes of the current entry, the first `most`.
    void each_attribute(std::size_t most, const AttributeVisitor& visit) const;
    /// The next block of its content; none after the last.
    Result<std::optional<Block>> read_block();
    /// The same content as bytes, holes being zeros; 0 at the end. Not together with `read_block`.
    Result<std::size_t> read(std::span<std::uint8_t> out);
    /// Where the header of the current entry begins; after the last, where the archive ends.
    std::uint64_t position() const;
    /// Whether, after content that could not be read, there may be further entries.
    bool can_go_on() const;
    /// What libarchive last remarked, or failed by.
    std::string remark() const;

private:
    struct State;
    explicit RawArchive(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace assay::storage
