// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/accept/accept.hpp"
#include "verifier/explain/explain.hpp"
#include "verifier/report/opaque_report.hpp"

namespace assay::verifier {

/// Those artifacts of a rebuild that something deployed was compared with, each once.
struct JudgedArtifacts {
    const Folder& deposit;
    RelativePath folder;  ///< of the rebuild's outputs, in the deposit's folder
    std::vector<RelativePath> paths = {};

    /// Counts one as judged, and opens it.
    Result<Descriptor> take(const RelativePath& path);
    Result<Descriptor> open(const RelativePath& path) const;
};

/// What a verdict's grade says of the opaque inputs of its rebuild, each with the members of the judged artifacts that
/// its bytes turned up in: at most kReachedBytesMax bytes of names in all, the others counted. Few files are open at a
/// time. A link's target is not searched for. Errors: those of find_reached; NotFound where the deposit in the room
/// lacks one.
Result<std::vector<crypto::Grade::OpaqueInput>> trace_opaque(const OpaqueReport& report, const OpenedDeposit& opened,
                                                             const JudgedArtifacts& judged,
                                                             const WorkerOptions& workers);

constexpr std::size_t kReachedBytesMax = 1U << 20;

}  // namespace assay::verifier
