// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/decompress/decompressor.hpp"
#include "verifier/anatomy/budget.hpp"

#include <memory>

namespace assay::verifier {

/// Reads a Content from its beginning; work is counted.
class Reader : public ByteSource {
public:
    /// Goes to an offset; past the end is the end. Only for a Content that `can_seek`.
    virtual void seek(std::uint64_t offset) = 0;
};

/// Bytes that can be read from their beginning any number of times: a file, something held in memory, what a compressed
/// thing unpacks to, a member of an archive. Lives inside a cell; what it gives is a stranger's.
///
/// Whatever it is made of must outlive it; that goes for the Budget too.
class Content {
public:
    virtual ~Content() = default;
    /// A reader at the beginning; any number of them.
    virtual Result<std::unique_ptr<Reader>> open() const = 0;
    /// Whether its readers can go to any offset, and its size is known.
    virtual bool can_seek() const { return false; }
    virtual std::uint64_t size() const { return 0; }  ///< only where it can seek
    /// All of it, where it lies in memory in one piece.
    virtual std::optional<ByteView> view() const { return {}; }
};

using ContentPtr = std::shared_ptr<const Content>;

/// A regular file's first `size` bytes.
ContentPtr file_content(const Descriptor& file, std::uint64_t size, Budget& budget);
/// Bytes in memory, with the room they take of the budget.
ContentPtr memory_content(Bytes bytes, Budget::Room room, Budget& budget);
/// Decompressed anew by each reader.
ContentPtr unpacked_content(ContentPtr from, storage::Compression compression, Budget& budget);

/// A content read once to its end.
struct Settled {
    ContentPtr content;  ///< held in memory where it fits, else the one given
    std::uint64_t size = 0;
    /// Why it has no end; `content` is then what came before, and null unless that is held.
    std::optional<Error> error;
};

/// Takes a content into memory if it has at most `most` bytes and the budget has room.
Settled settle(const ContentPtr& content, std::uint64_t most, Budget& budget);

/// The same bytes in memory in one piece; null when they are more than `most` or there is no room. Errors: the
/// content's.
Result<ContentPtr> in_one_piece(const ContentPtr& content, std::uint64_t most, Budget& budget);

/// The first bytes, at most `most`; fewer where it ends or breaks before.
Bytes first_bytes(const Content& content, std::size_t most);

}  // namespace assay::verifier
