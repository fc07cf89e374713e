// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <filesystem>

namespace assay {

/// The folders of the user's own, each `assay` below the place that the XDG Base Directory Specification 0.8 names.
/// They may not exist yet. A relative XDG_… variable is ignored, as the specification asks. Errors: NotFound when
/// neither the XDG variable nor HOME names an absolute path.
Result<std::filesystem::path> config_folder();  ///< XDG_CONFIG_HOME, else ~/.config
Result<std::filesystem::path> state_folder();   ///< XDG_STATE_HOME, else ~/.local/state
Result<std::filesystem::path> cache_folder();   ///< XDG_CACHE_HOME, else ~/.cache

}  // namespace assay
