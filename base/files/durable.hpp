// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// How a durable file is made.
struct DurableOptions {
    unsigned mode = 0644;  ///< less what the umask takes; 0600 for secrets
    WhenPresent when_present = WhenPresent::Replace;
};

/// A file being written: it has its name only after `commit`, and then it is whole and survives a crash.
///
/// System calls in order, the file having no name until it is complete:
///
///     openat(folder, O_TMPFILE)  write…  fsync(file)
///     Refuse:   linkat(file -> name)
///     Replace:  linkat(file -> .assay-PID-N.part)  renameat(.assay-PID-N.part -> name)
///     fsync(folder)
///
/// A file system without O_TMPFILE has the file named `.assay-PID-N.part` from the start, removed when the object goes.
/// An fsync that fails is not tried again: the kernel may have dropped the pages, and a second one would report
/// success. Only a regular file is ever replaced: no device, no link.
class DurableFile {
public:
    /// Errors: Conflict when the name is taken and WhenPresent::Refuse; Invalid when what would be replaced is no
    /// regular file; io_error's.
    static Result<DurableFile> begin(const Folder& folder, const RelativePath& name, DurableOptions options = {});
    /// A path of our own user's naming; links on the way to its folder are followed.
    static Result<DurableFile> begin(const std::filesystem::path& path, DurableOptions options = {});

    DurableFile(DurableFile&& other) noexcept;
    DurableFile& operator=(DurableFile&&) = delete;
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;
    /// Discards what was not committed; nothing is left behind.
    ~DurableFile();

    /// Errors: Full when the disk is; io_error's.
    Status append(ByteView bytes);
    std::uint64_t size() const { return size_; }

    /// Makes the file appear. Once, and last; after an error the name is as it was before, except where the message
    /// says that only the folder could not be synced.
    Status commit();

private:
    DurableFile(Folder folder, std::string name, DurableOptions options);
    Status open();
    Status publish();
    Status check_place() const;
    std::string full_name() const;

    Folder folder_;
    std::string name_;
    DurableOptions options_;
    Descriptor file_;
    std::string part_;  ///< the temporary name, while there is one
    std::uint64_t size_ = 0;
};

/// As Folder::make; what it made survives a crash, for the folder above each is synced.
Result<Folder> make_folder_durably(const std::filesystem::path& path, unsigned mode = 0777);

/// A whole file by way of DurableFile.
Status write_durably(const Folder& folder, const RelativePath& name, ByteView bytes, DurableOptions options = {});
Status write_durably(const std::filesystem::path& path, ByteView bytes, DurableOptions options = {});

}  // namespace assay
