// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace assay {

/// The code of an error of fsync(2): nobody knows what the disk holds then, so whoever gets it does not go on writing.
inline constexpr std::string_view kSyncFailed = "sync-failed";

}  // namespace assay
