// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"
#include "base/files/relative_path.hpp"

#include <vector>

namespace assay {

/// What to do where the name is taken.
enum class WhenPresent { Replace, Refuse };

/// One name in a folder.
struct FolderEntry {
    std::string name;  ///< one path component, any bytes
    FileKind kind = FileKind::Regular;

    friend auto operator<=>(const FolderEntry&, const FolderEntry&) = default;
};

/// An open folder; everything below it is reached through its descriptor.
///
/// - Stays the same folder whatever happens to the names that led to it.
/// - No operation follows a symbolic link below it: one on the way is Refused, one at the end is the object itself.
///
/// Errors of all operations: NotFound, Conflict (exists already), Refused (not permitted, or a link on the way), Full,
/// Io; the message names the path from the folder's own name on.
class Folder {
public:
    static constexpr std::size_t kEntriesMax = 1'000'000;

    /// Opens a folder of our own user's naming, links followed.
    static Result<Folder> open(const std::filesystem::path& path);
    /// The same, made first where missing, with missing folders above it.
    static Result<Folder> make(const std::filesystem::path& path, unsigned mode = 0777);

    const std::string& name() const { return descriptor_.name(); }
    const Descriptor& descriptor() const { return descriptor_; }
    Result<Folder> duplicate() const;

    Result<Folder> folder(const RelativePath& path) const;
    /// Opens it, made first where missing, with missing folders above it.
    Result<Folder> make_folder(const RelativePath& path, unsigned mode = 0777) const;

    /// Opens a regular file for reading. Errors: Invalid for any other kind; nothing is waited for.
    Result<Descriptor> open_file(const RelativePath& path) const;
    /// Makes a file that does not exist yet, for reading and writing.
    Result<Descriptor> create_file(const RelativePath& path, unsigned mode = 0666) const;

    Result<FileStatus> status() const { return descriptor_.status(); }
    Result<FileStatus> status(const RelativePath& path) const;
    Result<bool> exists(const RelativePath& path) const;

    /// The bytes of a symbolic link, as they are.
    Result<std::string> read_link(const RelativePath& path) const;
    Status make_link(const RelativePath& path, const std::string& target) const;
    /// Sets the time of last change, of a link itself too.
    Status set_modified(const RelativePath& path, std::int64_t seconds) const;

    /// All names but `.` and `..`, sorted by their bytes. Errors: Limit above `most`.
    Result<std::vector<FolderEntry>> list(std::size_t most = kEntriesMax) const;

    Status rename(const RelativePath& from, const RelativePath& to, WhenPresent when_present) const;
    /// Removes anything but a folder.
    Status remove(const RelativePath& path) const;
    /// Removes a file, or a folder with all below it, however deep; links are removed, not followed.
    Status remove_tree(const RelativePath& path) const;
    Status remove_contents() const;

    /// fsync(2): the names in this folder survive a crash.
    Status sync() const { return descriptor_.sync(); }
    /// syncfs(2): so does all that was ever written to its file system, by whomever.
    Status sync_file_system() const;

private:
    explicit Folder(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
    Descriptor descriptor_;
};

}  // namespace assay
