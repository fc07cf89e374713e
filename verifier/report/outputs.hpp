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

/// How many bytes of the end of a build's log its statement holds.
inline constexpr std::size_t kLogEndBytesMax = 64U << 10;

/// The closed field `outputs` of a rebuild: [{"path", "size", "digest"}, …], no path twice.
Json render_outputs(const std::vector<BuiltArtifact>& artifacts);
/// Errors: Invalid, Limit.
Result<std::vector<BuiltArtifact>> parse_outputs(const Json& json);

}  // namespace assay::verifier
