// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/tlog/merkle.hpp"

#include <map>
#include <string>

namespace assay::verifier {

/// The newest tree of each log this room has seen. It only grows: what is older than this is refused, so that a
/// sealed room is never shown an earlier state of a log. That a larger tree holds the one seen is not proven here: the
/// witnesses that cosigned both say so.
///
/// File: `seen.json`, {"format": "assay-seen-v1", "logs": {"<origin>": {"size": "<decimal>", "root": "<base64>"}}}.
class SeenLogs {
public:
    /// Nothing seen where there is no file. Errors: Invalid, Unsupported.
    static Result<SeenLogs> load(const Folder& room);

    /// Holds heads against what was seen. Errors: Refused for an older tree, Equivocation for another root of a size
    /// seen.
    Status check(const std::map<std::string, crypto::TreeHead>& heads) const;
    /// Remembers them, durably.
    Status remember(const std::map<std::string, crypto::TreeHead>& heads, const Folder& room);

private:
    std::map<std::string, crypto::TreeHead> logs_;
};

}  // namespace assay::verifier
