// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/signer/reports.hpp"

namespace assay::verifier {

/// What the signer remembers of a rebuild it signed: all that a verdict over it must agree with.
struct RebuildFacts {
    crypto::StatementLink deposit;
    crypto::Rebuild::Outcome outcome;
    std::vector<BuiltArtifact> outputs;
    std::string environment;  ///< grade
    std::vector<crypto::Grade::Package> unvouched;
    OpaqueReport opaque;
    std::uint64_t source_lines;
    std::string chain;  ///< name of its file in the ledger; empty for an experiment

    static RebuildFacts of(const RebuildReport& report, std::string chain);
    Json render() const;
    /// Errors: Invalid, Limit.
    static Result<RebuildFacts> parse(const Json& json);
};

}  // namespace assay::verifier
