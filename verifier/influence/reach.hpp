// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/digest.hpp"
#include "verifier/explain/explain.hpp"

namespace assay::verifier {

/// An opaque file of the source that the build has read.
struct OpaqueInput {
    std::string path;
    crypto::Sha256 sha256;
    const Descriptor& file;
};

/// Where in an artifact the bytes of one opaque input turned up.
struct Reached {
    /// How sure it is that the bytes came from there.
    enum class How {
        Equal,    ///< a member is that file, or something packed in it
        Contains  ///< at least half of the windows sampled from it (or from something packed in it) occur in a member
    };
    How how;
    std::string member;         ///< steps joined by ` → `; empty for the artifact itself. A stranger's words
    std::uint64_t found = 0;    ///< windows, for Contains
    std::uint64_t sampled = 0;  ///< of so many

    /// For a grade's `reached`: `data.tar.xz → ./usr/lib/x.so (60 of 64 samples)`.
    std::string render() const;
};

/// The reach of several opaque inputs into one artifact.
struct Reach {
    std::vector<std::vector<Reached>> inputs;  ///< in the order asked
    std::string incomplete;                    ///< why something may have been missed; empty when nothing was
};

/// Searches an artifact, and all that can be unpacked from it, for whole files and for stretches of them. What the
/// build has changed beyond recognition is not found: that an input is listed as opaque never depends on this.
///
/// Runs in a cell; a worker that fails makes the answer incomplete. Errors: Sandbox, Interrupted, io_error's; Invalid
/// for what is no regular file.
Result<Reach> find_reached(const std::vector<OpaqueInput>& inputs, const Descriptor& artifact,
                           const WorkerOptions& options = {});

}  // namespace assay::verifier
