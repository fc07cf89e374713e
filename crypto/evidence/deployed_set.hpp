// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/verdict.hpp"

namespace assay::crypto {

/// A file of the reader's own, to be held against the verdict.
struct DeployedFile {
    enum class Given {
        Alone,     ///< by its own name; compared with the last component of the judged path
        InFolder,  ///< within a folder; compared by the path relative to it
    };
    std::string name;  ///< file name, or path relative to the folder
    std::uint64_t size;
    DigestSet digest;
    Given given = Given::Alone;
};

/// All that the reader gave: files alone, and folders as one whole.
///
/// Where a folder is given, nothing may be missing and nothing be added: see check_deployed.
struct DeployedSet {
    std::vector<DeployedFile> files;
    std::vector<DeployedLink> links;  ///< symbolic links of the folders
    /// Devices and the like of the folders, by path, with what they are: `a device`.
    std::vector<std::pair<std::string, std::string>> others;
    bool has_folder = false;

    bool empty() const { return files.empty() && !has_folder; }
};

}  // namespace assay::crypto
