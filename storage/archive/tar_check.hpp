// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/archive/archive_entry.hpp"

#include <deque>
#include <map>
#include <optional>

namespace assay::storage {

/// Reads the structure of a tar archive as its bytes pass by, strictly, and says which entries a reader must find.
///
/// A second reading beside libarchive's: what readers are known to take differently (sizes or names given twice, bytes
/// after the end, records of the wrong length) is refused, and what is left both must agree on. Known are v7, POSIX
/// ustar and pax, GNU long names and sparse files (POSIX.1-2017 "pax", "ustar Interchange Format"; GNU tar manual,
/// "Basic Tar Format"). Data is never looked at.
class TarCheck {
public:
    static constexpr std::uint64_t kExtensionBytesMax = 1U << 20;

    /// Errors: Invalid with the offset, Limit, Unsupported; each malformation has its words.
    Status feed(ByteView bytes);
    /// Nothing more comes. Errors: as feed.
    Status finish();

    /// The next entry that was met and not yet taken; modes and times are not read. None when there is none so far.
    std::optional<ArchiveEntry> take();
    /// Whether not even the first block was found to be a tar's.
    bool is_at_beginning() const { return offset_ == 0; }

private:
    using Records = std::map<std::string, std::string, std::less<>>;
    enum class State { Header, Data, Padding, SparseMap, ZeroBlock, End };

    Status block(ByteView block);
    Status header(ByteView block);
    Status extension(char type, std::uint64_t size);
    Status extension_ends();
    Result<ArchiveEntry> entry_of(ByteView block, char type, std::uint64_t size);
    Status take_pax(ArchiveEntry& entry, std::uint64_t size);
    void expect(std::uint64_t size);
    std::unexpected<Error> invalid(std::string what) const;

    State state_ = State::Header;
    std::uint64_t offset_ = 0;
    Bytes block_;             // begun
    std::uint64_t left_ = 0;  // of data, then of its padding
    std::uint64_t padding_ = 0;
    char extension_ = 0;  // whose data is collected
    Bytes collected_;
    std::optional<Records> pax_;
    std::optional<std::string> long_name_, long_target_;
    std::map<std::string, std::uint64_t, std::less<>> sizes_;  // of files in headers without magic
    std::deque<ArchiveEntry> met_;
};

}  // namespace assay::storage
