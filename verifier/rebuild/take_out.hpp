// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "verifier/report/outputs.hpp"

namespace assay::verifier {

/// The artifacts of a build, or why they are none.
struct TakenOut {
    std::vector<BuiltArtifact> artifacts;
    std::string failure;  ///< a file that is missing, is no regular one, or more bytes than a room takes out
    /// With a file that is missing: what is there, quoted paths in their order, kLeftNamesMax at most. For the room's
    /// own people: it is in no statement, because a build chooses it freely.
    std::vector<std::string> left;
};

/// Moves what a build left at `paths` from its folder into `outputs`, as storage::layout names artifacts, and hashes
/// it. For when every process of the build is dead.
///
/// - Nothing is copied: holes stay holes, files with several names stay one, and taking out needs no disk.
/// - A file is taken whatever modes it and the folders above it have, so that rooms agree under any user.
/// - What is taken belongs to us, with mode 0644 and no attribute.
///
/// They may come to kArtifactBytesMax, files of several names counted once.
///
/// Errors: Unsupported where `from` and `outputs` are on two file systems; io_error's.
Result<TakenOut> take_artifacts(const Folder& from, const std::vector<RelativePath>& paths, const Folder& outputs);

/// The same for one file of ours. Gives its size and digest under `name`.
Result<BuiltArtifact> take_file(const Folder& from, const RelativePath& path, const Folder& outputs,
                                const RelativePath& name);

/// How much of what a build left is named.
inline constexpr std::size_t kLeftNamesMax = 50;

}  // namespace assay::verifier
