// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "verifier/action/deployed.hpp"
#include "verifier/action/opaque_inputs.hpp"
#include "verifier/explain/compare.hpp"
#include "verifier/report/outputs.hpp"

namespace assay::verifier {

/// What one build put out, as it lies in a folder: what deployed files are held against.
struct BuildOutputs {
    const std::vector<BuiltArtifact>& artifacts;
    const std::string& failure;  ///< how the build ended; empty when it succeeded
    const Folder& folder;        ///< artifacts as storage::layout names them
};

/// Compares deployed files, one after the other, with the artifacts of one build. What it is given outlives it.
class Judging {
public:
    Judging(const BuildOutputs& outputs, Random& random, const Interrupt& interrupt);

    /// Each deployed file against the artifact it should be: the one asked for, or found by its name. When the comparer
    /// fails its own test once, nothing is comparable. Errors: Usage for an artifact asked for of several files;
    /// Corrupt when an artifact is no longer the one that was built; those of compare.
    Result<std::vector<Compared>> judge_all(const std::vector<DeployedEntry>& deployed,
                                            const std::optional<std::string>& asked);

    /// The artifacts that something was compared with so far.
    const JudgedArtifacts& judged() const { return judged_; }
    const WorkerOptions& workers() const { return workers_; }

private:
    Result<Compared> judge(const DeployedEntry& deployed, const std::optional<std::string>& asked, bool alone);

    const BuildOutputs outputs_;
    std::vector<RelativePath> paths_;  ///< of the artifacts, in their order
    Random& random_;
    JudgedArtifacts judged_;
    WorkerOptions workers_;
};

/// Takes back what was judged: nothing of it can be relied on, for this reason.
void withhold(std::vector<Compared>& compared, const std::string& reason);

}  // namespace assay::verifier
