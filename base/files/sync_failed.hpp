// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace assay {

/// The code of an error of fsync(2): what the disk holds is unknown then, so the caller does not go on writing.
inline constexpr std::string_view kSyncFailed = "sync-failed";

}  // namespace assay
