// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

#include <optional>

namespace assay::storage {

/// The kind of an entry in the index; the numbers are those of the byte form.
enum class EntryKind : std::uint8_t { File = 0, Directory = 1, Link = 2 };

/// With its article: `a directory`.
std::string_view describe(EntryKind kind);

/// An extended attribute.
struct Attribute {
    std::string name;
    Bytes value;

    friend auto operator<=>(const Attribute&, const Attribute&) = default;
};

/// One name in a directory of the index.
///
/// In a Directory that was decoded: the name is one path component, the mode has twelve bits, members of other kinds
/// are as here.
struct Entry {
    static constexpr std::size_t kTargetBytesMax = 4095;
    static constexpr std::size_t kAttributesMax = 64;
    static constexpr std::size_t kAttributeBytesMax = 64U << 10;

    std::string name;
    EntryKind kind = EntryKind::File;
    std::uint16_t mode = 0;
    std::optional<std::int64_t> modified;  ///< seconds since 1970, where kept
    std::uint64_t size = 0;                ///< a file's
    crypto::Sha256 blob;                   ///< a file's: git's id of its content as a blob
    std::string same_as;                   ///< a file's first name, where this is a further one: a path below the root
    std::string target;                    ///< a link's
    PieceRef child;                        ///< a directory's
    std::vector<Attribute> attributes;

    friend auto operator<=>(const Entry&, const Entry&) = default;
};

/// A part of a directory's content.
struct ContentPiece {
    std::uint32_t length = 0;
    PieceRef ref;

    friend auto operator<=>(const ContentPiece&, const ContentPiece&) = default;
};

/// One directory of the index. Page: index.md.
struct Directory {
    static constexpr std::size_t kEntriesMax = 262'144;
    static constexpr std::size_t kPiecesMax = 131'072;

    std::vector<Entry> entries;
    std::vector<ContentPiece> pieces;

    /// The byte form, and where in it ids and keys begin.
    struct Encoded {
        Bytes bytes;
        std::size_t seam;
    };
    /// Entries must be as a decoded directory has them. Errors: Limit.
    Result<Encoded> encode() const;
    /// Reads the byte form and nothing else. Errors: Invalid, Limit, Unsupported for another version; each fault in its
    /// own words, naming the entry.
    static Result<Directory> decode(ByteView bytes);

    /// The entry of that name, or null.
    const Entry* find(std::string_view name) const;

    friend bool operator==(const Directory&, const Directory&) = default;
};

}  // namespace assay::storage
