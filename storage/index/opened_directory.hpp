// SPDX-License-Identifier: Apache-2.0
// Opens directories and files of an index. Private to storage/index.
#pragma once

#include "storage/index/tree_reader.hpp"

namespace assay::storage {

/// A directory with where each entry's content begins and each piece ends in its stream.
class OpenedDirectory {
public:
    explicit OpenedDirectory(Directory page);

    const Directory& page() const { return page_; }
    const std::vector<Entry>& entries() const { return page_.entries; }

    /// A piece and the part of it that belongs to a file.
    struct Part {
        const ContentPiece& piece;
        std::size_t begin;
        std::size_t size;
    };
    /// The parts that make up an entry of this directory, in order.
    std::vector<Part> parts_of(const Entry& entry) const;

private:
    Directory page_;
    std::vector<std::uint64_t> content_begin_;  ///< of each entry
    std::vector<std::uint64_t> piece_end_;      ///< of each piece
};

/// Gets pieces and opens them, for one vendor.
class PieceOpener {
public:
    PieceOpener(PieceSource& source, const VendorId& vendor) : source_(source), vendor_(vendor) {}

    /// Opens the index root, or a directory below it. Errors: the source's, those of open_root and open_piece,
    /// Directory::decode's.
    Result<OpenedDirectory> root(const PieceId& id, const SecretBytes& key);
    Result<OpenedDirectory> directory(const PieceRef& ref);
    /// Hands the content of a file to `sink` and checks its blob id.
    Status content(const OpenedDirectory& directory, const Entry& entry, const ContentSink& sink);

private:
    /// The content of one piece; stays valid until the next call.
    Result<ByteView> data(const ContentPiece& piece);

    PieceSource& source_;
    VendorId vendor_;
    PieceRef last_ref_;  ///< several files in a row lie in one piece
    Bytes last_;
};

}  // namespace assay::storage
