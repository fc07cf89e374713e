// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/judging.hpp"
#include "verifier/report/environment_record.hpp"

namespace assay::verifier {

/// What a build says of itself that a grade is made of.
struct GradedBuild {
    const EnvironmentRecord& environment;
    const OpaqueReport& opaque;
    OpaqueSources sources;
    std::uint64_t source_lines;
};

/// What a verdict rests on: the environment of its rebuild, the opaque inputs that the build read and where their bytes
/// turned up, and how many of the deployed bytes were judged. They are searched for in `searched`. Errors: those of
/// trace_opaque.
Result<crypto::Grade> grade(const std::vector<Compared>& compared, const GradedBuild& build,
                            const JudgedArtifacts& searched, const WorkerOptions& workers);

}  // namespace assay::verifier
