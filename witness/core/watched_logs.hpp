// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "witness/core/witness.hpp"

namespace assay::witness {

/// The logs of these keys, whose names are taken for origins: the keys of one name belong to one log. Errors: Invalid
/// for what is no key of a log, Unsupported.
Result<std::vector<WatchedLog>> logs_of_keys(const std::vector<std::string>& vkeys);

/// The same from a C2SP tlog-policy, of which only the `log` lines count. Errors: Invalid, Limit, Unsupported.
Result<std::vector<WatchedLog>> logs_of_policy(std::string_view text);

}  // namespace assay::witness
