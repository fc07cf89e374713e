// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "storage/recipe/recipe.hpp"
#include "verifier/environment/environment.hpp"
#include "verifier/machine/build_machine.hpp"
#include "verifier/report/opaque_report.hpp"
#include "verifier/report/outputs.hpp"

#include <functional>

namespace assay::verifier {

/// Where the log lies in the outputs of a build, and where the names of what it left in place of a missing artifact.
inline const RelativePath kBuildLog = "build.log"_path, kLeft = "left"_path;

/// What to build, in what, and where to put what comes out.
struct BuildRequest {
    const storage::Recipe& recipe;
    ByteView recipe_text;  ///< as deposited
    const Environment& environment;
    /// Puts the unpacked source below a folder, under a name.
    std::function<Status(const Folder& parent, const RelativePath& name)> unpack;
    std::optional<Time> source_date_epoch;  ///< for a recipe that says `auto`
    std::filesystem::path jobs;             ///< where the job's folders are made
    Folder outputs;                         ///< where artifacts, `build.log` and, for a missing one, `left` are put
    const BuildMachine& machine;            ///< what it runs in
};

/// How one build went, and what opaque inputs it read.
struct BuildResult {
    bool succeeded;
    std::string failure;  ///< how it ended, when it did not succeed
    std::vector<BuiltArtifact> artifacts;
    OpaqueReport opaque;
    crypto::DigestSet log;
    std::string walls;                             ///< cell::Walls, in words
    std::optional<crypto::MachineRecord> machine;  ///< of its own; none: a cell
    double seconds;
    Time started, finished;
};

/// Builds once, without network, as a fresh unprivileged user (cell::HostIds::apart), and takes the artifacts
/// out by descriptor after every process is dead. That the build fails is a result, and so is that it takes more time,
/// memory, disk, files or output than the room allows, whatever the recipe asks for, and that its environment has no
/// root: then nothing runs, and the log is why. That the room's disk has no space left before the build has taken what
/// it may is an error: the same build passes where there is more. Errors: Sandbox, Full, Io, Interrupted, those of
/// `unpack`.
Result<BuildResult> build_once(const BuildRequest& request, const Clock& clock, Progress& progress,
                               const Interrupt& interrupt);

}  // namespace assay::verifier
