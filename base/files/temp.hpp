// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// A new empty folder of mode 0700, removed with all it holds when the object goes.
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
