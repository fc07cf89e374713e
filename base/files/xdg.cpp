// SPDX-License-Identifier: Apache-2.0
#include "base/files/xdg.hpp"

#include <cstdlib>

namespace assay {

namespace {

/// An absolute path from the environment, or an empty one.
std::filesystem::path absolute_from(const char* variable) {
    const char* value = std::getenv(variable);
    const std::filesystem::path path = value == nullptr ? "" : value;
    return path.is_absolute() ? path : std::filesystem::path();
}

Result<std::filesystem::path> own_folder(const char* variable, const char* below_home) {
    if (const auto given = absolute_from(variable); !given.empty()) return given / "assay";
    if (const auto home = absolute_from("HOME"); !home.empty()) return home / below_home / "assay";
    return fail(ErrorKind::NotFound, "looking for the user's own folder: neither " + std::string(variable) +
                                         " nor HOME is an absolute path");
}

}  // namespace

Result<std::filesystem::path> config_folder() { return own_folder("XDG_CONFIG_HOME", ".config"); }
Result<std::filesystem::path> state_folder() { return own_folder("XDG_STATE_HOME", ".local/state"); }
Result<std::filesystem::path> cache_folder() { return own_folder("XDG_CACHE_HOME", ".cache"); }

}  // namespace assay
