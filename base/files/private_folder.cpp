// SPDX-License-Identifier: Apache-2.0
#include "base/files/private_folder.hpp"

namespace assay {

Result<Folder> make_private_folder(const std::filesystem::path& path) {
    constexpr unsigned kPrivate = 0700, kOfOthers = 0077;
    auto folder = TRY(Folder::make(path, kPrivate));
    const auto mode = TRY(folder.status()).mode;
    if ((mode & kOfOthers) != 0) TRY(folder.descriptor().set_mode(mode & ~kOfOthers));
    return folder;
}

}  // namespace assay
