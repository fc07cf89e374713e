// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/relative_path.hpp"
#include "storage/secrets/armored_key.hpp"

namespace assay::storage {

/// Where a file that programs keep passwords in holds one that is no placeholder: .netrc, .pgpass, .git-credentials,
/// .npmrc, .pypirc, .my.cnf, .docker/config.json and .dockercfg, by their names.
struct FoundPassword {
    std::size_t at = 0;
    std::string what;
};
std::optional<FoundPassword> find_password(const RelativePath& path, std::string_view text);

}  // namespace assay::storage
