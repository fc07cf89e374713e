// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/extents.hpp"
#include "base/files/folder.hpp"
#include "storage/archive/archive_entry.hpp"

#include <map>
#include <optional>

namespace assay::storage {

/// Where symbolic links may lead.
enum class LinkTargets {
    WithinTree,  ///< to something below the folder, there or not
    Anywhere     ///< a link is a text; it is not followed here
};

/// Which names are taken.
enum class EntryNames {
    Harmless,  ///< those of path_of_entry: a stranger's
    Any        ///< any RelativePath: those of a folder that exists
};

/// What entries may be, and what time they get.
struct TreeWriterOptions {
    LinkTargets links = LinkTargets::WithinTree;
    EntryNames names = EntryNames::Harmless;
    std::optional<std::int64_t> modified;  ///< for everything; none: as each entry says
    ArchiveLimits limits = {};
};

/// Writes entries below a folder, from any sender, and nothing anywhere else.
///
/// - Each name is taken once, a folder may be named after its contents. Nothing is written through
///   a link or a file, and no link is followed.
/// - Links leave the tree neither by text nor through other links, and do not go round. A hard link's target is a file
///   that has been written before.
/// - Modes are those of the entry less umask 022 and less set-id and sticky bits; the owner may always read files and
///   enter folders. Owners, attributes and the like are not written.
/// - Long runs of zeros are left as holes: what unpacks to them takes no room.
class TreeWriter final : public EntrySink {
public:
    /// The folder is empty and stays the caller's.
    TreeWriter(const Folder& folder, TreeWriterOptions options) : folder_(folder), options_(options) {}

    /// Errors: Invalid in the words of the rule broken, Limit, Folder's. Nothing more may come after one; what has been
    /// written is the caller's to remove.
    Status entry(const ArchiveEntry& entry) override;
    Status content(ByteView bytes) override;
    /// Checks what can only be known at the end, and sets the times of folders.
    Status finish();

    /// The newest time that an entry said, never negative.
    std::int64_t newest() const { return newest_; }
    /// The first paths whose set-id or sticky bits were not written, and how many there were.
    const std::vector<RelativePath>& first_without_special_bits() const { return special_; }
    std::uint64_t without_special_bits() const { return special_count_; }

private:
    struct Written {
        ArchivedKind kind = ArchivedKind::Folder;
        std::uint64_t size = 0;
        bool is_implied = false;  ///< a folder that only its contents name so far
        std::uint32_t mode = 0755;
        std::int64_t modified = 0;
    };
    using Tree = std::map<std::string, Written, std::less<>>;

    Status make_folders_above(const RelativePath& path);
    Status write_folder(const RelativePath& path, const ArchiveEntry& entry);
    Status begin_file(const RelativePath& path, const ArchiveEntry& entry);
    Status end_file();
    Status write_link(const RelativePath& path, const ArchiveEntry& entry);
    Status write_hard_link(const RelativePath& path, const ArchiveEntry& entry);
    Status check_link(std::string_view path) const;
    Status take_bytes(const RelativePath& path, std::uint64_t bytes);
    std::int64_t time_of(const ArchiveEntry& entry) const { return options_.modified.value_or(entry.modified); }
    std::uint32_t mode_of(const RelativePath& path, const ArchiveEntry& entry);

    const Folder& folder_;
    TreeWriterOptions options_;
    Tree written_;
    std::map<std::string, std::string, std::less<>> links_;  // symbolic, by path
    Descriptor file_;                                        // begun
    std::optional<SparseWriter> writer_;                     // of it
    std::optional<RelativePath> file_path_;
    Written file_written_;
    std::uint64_t left_ = 0;
    std::uint64_t entries_ = 0, bytes_ = 0;
    std::int64_t newest_ = 0;
    std::vector<RelativePath> special_;
    std::uint64_t special_count_ = 0;
};

}  // namespace assay::storage
