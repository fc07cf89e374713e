// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

namespace assay::storage {

/// The names Debian policy allows, no more: they become words of a command line and names of files.
Status check_package_name(std::string_view name);          ///< section 5.6.1, at most 200 bytes
Status check_package_version(std::string_view version);    ///< section 5.6.12, at most 200 bytes
Status check_architecture(std::string_view architecture);  ///< `amd64`, `all`, at most 50 bytes

}  // namespace assay::storage
