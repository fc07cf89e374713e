// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/archive/raw_archive.hpp"
#include "verifier/anatomy/archive.hpp"

namespace assay::verifier {

/// Reads the members of a Content that is an archive. Private to verifier/anatomy.
class ArchiveReader {
public:
    using Block = storage::RawArchive::Block;

    /// Errors: Limit without memory; those of `next`.
    static Result<ArchiveReader> open(const Content& archive, Format format);
    ArchiveReader(ArchiveReader&&) noexcept;
    ~ArchiveReader();

    /// Goes to the next member; false after the last. Errors: Invalid `tar: cause`, the content's.
    Result<bool> next();
    /// What its header says; digest, positions and error are not filled in.
    Member member() const;
    /// What the header says of the size of its contents; a guess where it says nothing.
    std::uint64_t claimed_size() const;
    /// None after the last.
    Result<std::optional<Block>> read();
    /// Where the header of the current member begins; after the last, where the archive ends.
    std::uint64_t position() const { return archive_.position(); }
    /// Whether the members after one that could not be read can still be.
    bool can_go_on() const { return archive_.can_go_on(); }

private:
    class Source;
    ArchiveReader(Format format, std::unique_ptr<Source> source, storage::RawArchive archive);
    static Error told(Error error, const Source& source, Format format);

    Format format_;
    std::unique_ptr<Source> source_;
    storage::RawArchive archive_;
    std::size_t number_ = 0;
};

}  // namespace assay::verifier
