// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// For a signal's handler, when the process is to end at once: replaces it by a shell that removes every temporary
/// folder there is, and then ends by `signal` itself. Makes system calls only, and all other threads end first. Returns
/// where there is no such folder, or no shell.
void end_without_temporaries(int signal);

/// A new empty folder of mode 0700, removed with all it holds when the object goes. While it is there, it is known to
/// end_without_temporaries: the first kMost of them.
class TempFolder {
public:
    /// Below `parent`, or without one below TMPDIR, else /tmp.
    static Result<TempFolder> make(const std::filesystem::path& parent = {});

    TempFolder(TempFolder&& other) noexcept;
    TempFolder& operator=(TempFolder&&) = delete;
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder();

    const Folder& folder() const { return folder_; }
    const std::filesystem::path& path() const { return path_; }

    /// Removes it now, and says whether that went well.
    Status remove();

private:
    TempFolder(Folder parent, Folder folder, std::filesystem::path path);

    Folder parent_;
    Folder folder_;
    std::filesystem::path path_;
    bool is_there_ = true;
};

}  // namespace assay
