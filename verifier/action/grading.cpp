// SPDX-License-Identifier: Apache-2.0
#include "verifier/action/grading.hpp"

namespace assay::verifier {

Result<crypto::Grade> grade(const std::vector<Compared>& compared, const GradedBuild& build,
                            const JudgedArtifacts& searched, const WorkerOptions& workers) {
    crypto::Grade out;
    out.environment = build.environment.grade();
    out.unvouched = build.environment.unvouched;
    out.opaque = TRY(trace_opaque(build.opaque, build.sources, searched, workers));
    out.unnamed_opaque = build.opaque.unnamed;
    out.source_lines = build.source_lines;
    for (const auto& each : compared) {
        out.deployed_bytes += each.comparison.deployed_size;
        if (each.comparison.verdict != crypto::VerdictKind::NotComparable)
            out.deployed_bytes_judged += each.comparison.deployed_size;
    }
    return out;
}

}  // namespace assay::verifier
