// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <filesystem>

namespace assay {

/// Makes `to` a file with the content of `from`: another name of the same file where the file system allows, else a
/// copy, mode 0644, holes left as holes. Links are followed; nothing may be at `to`. Errors: io_error's, so a full disk
/// is Full; nothing is left at `to` then.
Status link_or_copy_file(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace assay
