// SPDX-License-Identifier: Apache-2.0
#include "crypto/tlog/checked_checkpoint.hpp"

#include "base/core/text.hpp"

namespace assay::crypto {

Status CheckedCheckpoint::satisfies(LogKeys log_keys) const {
    const auto unmet = [&](std::string why, ErrorKind kind = ErrorKind::Untrusted) {
        return fail(kind, "the checkpoint of " + quote(checkpoint_.origin().text()) + " at size " +
                              checkpoint_.size().render() + " " + std::move(why));
    };
    if (log_keys == LogKeys::All) {
        if (!not_signed_by_.empty())
            return unmet("is not signed by the log's key " + not_signed_by_.front().describe());
        if (!checkpoint_.extensions().empty()) return unmet("has extension lines, which not every signature covers");
    }
    if (!quorum_.holds) {
        std::vector<std::string> names;
        for (const auto& cosigned : cosigned_) names.push_back(quote(cosigned.witness));
        return unmet(
            "lacks a quorum of witnesses: " + (names.empty() ? "none" : "only " + join(names, ", ")) + " cosigned",
            ErrorKind::PolicyUnmet);
    }
    return {};
}

}  // namespace assay::crypto
