// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"
#include "crypto/record/verdict.hpp"
#include "verifier/explain/explain.hpp"
#include "verifier/report/opaque_report.hpp"
#include "verifier/report/outputs.hpp"

namespace assay::verifier {

/// Those artifacts of a build that something deployed was compared with, each once.
struct JudgedArtifacts {
    const Folder& outputs;  ///< artifacts as storage::layout names them
    std::vector<RelativePath> paths = {};

    /// All artifacts of a build, as if each were judged.
    static JudgedArtifacts all(const Folder& outputs, const std::vector<BuiltArtifact>& artifacts);

    /// Counts one as judged, and opens it.
    Result<Descriptor> take(const RelativePath& path);
    Result<Descriptor> open(const RelativePath& path) const;
};

/// Where the opaque inputs of a build lie.
struct OpaqueSources {
    const Folder& recipe;  ///< holds `recipe.toml`
    const Folder& tree;    ///< the unpacked source
};

/// What a verdict's grade says of the opaque inputs of its rebuild, each with the members of the judged artifacts that
/// its bytes turned up in: at most kReachedBytesMax bytes of names in all, the others counted. Few files are open at a
/// time. A link's target is not searched for. Errors: those of find_reached; NotFound where one is
/// not there any more.
Result<std::vector<crypto::Grade::OpaqueInput>> trace_opaque(const OpaqueReport& report, const OpaqueSources& sources,
                                                             const JudgedArtifacts& judged,
                                                             const WorkerOptions& workers);

constexpr std::size_t kReachedBytesMax = 1U << 20;

}  // namespace assay::verifier
