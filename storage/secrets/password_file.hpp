// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/relative_path.hpp"
#include "storage/secrets/armored_key.hpp"

namespace assay::storage {

/// Whether a file of this name is one that programs keep passwords in: .netrc, .pgpass, .git-credentials, .npmrc,
/// .pypirc, .my.cnf, .docker/config.json and .dockercfg.
bool is_password_file(const RelativePath& path);

/// Where such a file holds a password that is no placeholder.
struct FoundPassword {
    std::size_t at = 0;
    std::string what;
};
std::optional<FoundPassword> find_password(const RelativePath& path, std::string_view text);

}  // namespace assay::storage
