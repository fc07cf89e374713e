// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay {

/// As Folder::make with mode 0700; where the folder was there and open to others, that is taken from them. Errors: also
/// Refused when it is another user's.
Result<Folder> make_private_folder(const std::filesystem::path& path);

}  // namespace assay
