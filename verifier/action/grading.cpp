// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/grading.hpp"

namespace assay::verifier {

Result<crypto::Grade> grade(const std::vector<Compared>& compared, const RebuildRecord& rebuilt,
                            const OpenedDeposit& opened, const Judging& judging) {
    crypto::Grade out;
    out.environment = rebuilt.environment.grade();
    out.unvouched = rebuilt.environment.unvouched;
    out.opaque = TRY(trace_opaque(rebuilt.opaque, opened, judging.judged(), judging.workers()));
    out.unnamed_opaque = rebuilt.opaque.unnamed;
    out.source_lines = opened.snapshot.lines.value_or(0);
    for (const auto& each : compared) {
        out.deployed_bytes += each.comparison.deployed_size;
        if (each.comparison.verdict != crypto::VerdictKind::NotComparable)
            out.deployed_bytes_judged += each.comparison.deployed_size;
    }
    return out;
}

}  // namespace assay::verifier
