// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/json.hpp"
#include "base/files/relative_path.hpp"
#include "crypto/primitive/digest.hpp"

namespace assay::verifier {

/// One artifact that came out of a build.
struct BuiltArtifact {
    RelativePath path;
    std::uint64_t size;
    crypto::DigestSet digest;

    friend bool operator==(const BuiltArtifact&, const BuiltArtifact&) = default;
};

/// The closed field `outputs` of a rebuild: [{"path", "size", "digest"}, …], no path twice.
Json render_outputs(const std::vector<BuiltArtifact>& artifacts);
/// Errors: Invalid, Limit.
Result<std::vector<BuiltArtifact>> parse_outputs(const Json& json);

}  // namespace assay::verifier
