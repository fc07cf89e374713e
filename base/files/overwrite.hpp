// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"
#include "base/core/error.hpp"

#include <filesystem>
#include <functional>
#include <optional>

namespace assay {

/// What may be replaced at the place that a person named for a file of ours.
struct Overwritable {
    std::string what;        ///< what we are to write there, as errors call it: `evidence`
    std::size_t head_bytes;  ///< how much of the file that is there `why_not` is shown, at most
    /// Nothing where a file that begins so is an older one of ours; else what it is: `is no outbox of this room`.
    std::function<std::optional<std::string>(ByteView head)> why_not;
    std::string hint;
};

/// Whether a file of ours may be written at `path`: nothing is there, or an empty regular file, or one of ours. To be
/// asked before work whose result is to go there. Errors: Conflict; what keeps the file from being read.
Status check_may_overwrite(const std::filesystem::path& path, const Overwritable& overwritable);

}  // namespace assay
