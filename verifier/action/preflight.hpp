// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/core/random.hpp"
#include "base/core/time.hpp"
#include "storage/intake/intake.hpp"
#include "verifier/explain/compare.hpp"
#include "verifier/report/environment_record.hpp"
#include "verifier/report/outputs.hpp"

#include <filesystem>

namespace assay::verifier {

/// What is to be tried before it is deposited.
struct PreflightRequest {
    std::string source;                           ///< as storage::locate_source takes it
    std::filesystem::path recipe;                 ///< its lock and materials beside it
    std::vector<std::filesystem::path> deployed;  ///< files, or folders of them; may be none
    std::optional<std::string> artifact;          ///< which artifact a single deployed file should be
    std::filesystem::path roots;                  ///< cache of assembled build roots
    std::filesystem::path keyring;                ///< of the archives that count
    std::optional<std::filesystem::path> keep;    ///< where artifacts and `build.log` stay: a new or an empty folder
    bool any_work_tree = false;                   ///< take a commit whatever lies uncommitted beside it
};

/// What became of it. No statement: nothing of it is signed.
struct PreflightReport {
    std::string product, version;
    storage::Snapshot snapshot;         ///< what a deposit of this source would be of
    storage::MissingParts missing;      ///< what the release names and does not hold
    std::vector<std::string> notes;     ///< what was not taken over from the source, in sentences
    std::vector<std::string> refusals;  ///< why `escrow deposit` would refuse it as it is, in sentences
    std::string failure;                ///< how the build ended; empty when it succeeded
    std::vector<BuiltArtifact> artifacts;
    std::vector<std::string> log_end, left;  ///< as last_lines, left_by_build; there when the build failed
    EnvironmentRecord environment;
    crypto::Grade grade;             ///< its opaque inputs were searched for in every artifact, judged or not
    std::vector<Compared> compared;  ///< empty where nothing deployed was named
    std::vector<crypto::DeployedLink> links;

    bool is_built() const { return failure.empty(); }
    /// The worst of the comparisons; none where there are none.
    std::optional<crypto::VerdictKind> verdict() const;
};

/// Does on this machine what a room will do with a deposit of this source and this recipe: takes the source in as a
/// deposit does, unpacks it as a room does, makes the environment from lock and materials, builds once in a cell and
/// compares what is deployed. Needs no room, no deposit and no key, and signs nothing. Everything lies in a temporary
/// folder that is removed; what `keep` asks for is copied out.
///
/// That the build fails is a result, and so is that a deposit would be refused for a secret or for its product's name.
/// Errors: Usage for an artifact that the recipe does not declare; Conflict for a `keep` that is not empty; Full with
/// the next step; those of to_be_judged, read_build_inputs, take_in, make_environment, build_once and Judging.
Result<PreflightReport> preflight(const PreflightRequest& request, const Clock& clock, Random& random,
                                  Progress& progress, const Interrupt& interrupt);

}  // namespace assay::verifier
