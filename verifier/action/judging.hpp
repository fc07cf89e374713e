// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/action/deployed.hpp"
#include "verifier/action/opaque_inputs.hpp"
#include "verifier/action/rebuild.hpp"
#include "verifier/explain/compare.hpp"

namespace assay::verifier {

/// Compares deployed files, one after the other, with the artifacts of one rebuild.
class Judging {
public:
    Judging(AcceptContext& context, const RoomDeposit& deposit, const RebuildRecord& rebuilt);

    /// One deployed file against the artifact it should be: the one asked for, or found by its name. `single`: no other
    /// is judged. Errors: Corrupt when the room's artifact is no longer the one that was built; those of compare.
    Result<Compared> judge(const DeployedEntry& deployed, const std::optional<std::string>& asked, bool single);

    /// The artifacts that something was compared with so far.
    const JudgedArtifacts& judged() const { return judged_; }
    const WorkerOptions& workers() const { return workers_; }

private:
    AcceptContext& context_;
    const RebuildRecord& rebuilt_;
    JudgedArtifacts judged_;
    WorkerOptions workers_;
};

}  // namespace assay::verifier
