// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/verdict.hpp"
#include "verifier/report/opaque_file.hpp"

namespace assay::verifier {

/// An opaque file that the build read.
struct OpaqueRead {
    OpaqueFile file;
    bool is_certain;  ///< false where a read cannot be observed, and it counts as read
};

/// Opaque files that a build read: `opaque` of a rebuild statement. Page: verifier/rebuild/opaque.md.
///
/// Names at most kNamedMax files, in at most kNamedBytesMax bytes of JSON; more are counted, and bound by a digest.
struct OpaqueReport {
    static constexpr std::size_t kNamedMax = 500;
    static constexpr std::size_t kNamedBytesMax = 512U << 10;

    std::uint64_t files = 0;  ///< opaque ones of the deposit, read or not
    std::vector<OpaqueRead> read;
    std::optional<crypto::Grade::Unnamed> unnamed;  ///< read too

    /// Names as many as may be named, in the order given.
    static OpaqueReport of(std::uint64_t files, std::vector<OpaqueRead> read);
    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<OpaqueReport> parse(const Json& json);
};

}  // namespace assay::verifier
