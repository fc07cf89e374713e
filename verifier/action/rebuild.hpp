// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/rebuild.hpp"
#include "verifier/accept/accept.hpp"
#include "verifier/machine/build_machine.hpp"
#include "verifier/rebuild/build.hpp"

namespace assay::verifier {

/// Where roots are kept, which archives count, and whether to build anew.
struct RebuildOptions {
    std::filesystem::path roots;    ///< cache of assembled build roots
    std::filesystem::path keyring;  ///< of the archives this room trusts
    /// What builds run in.
    std::shared_ptr<const BuildMachine> machine;
    bool again = false;       ///< rebuild although there is a rebuild already
    bool experiment = false;  ///< build anew, outside the chain; no verdict can rest on it
};

/// A rebuild this room did, as its statement says it.
struct RebuildRecord {
    crypto::StatementLink link;
    crypto::Rebuild::Outcome outcome;
    std::string failure;  ///< how it ended, when it failed
    EnvironmentRecord environment;
    OpaqueReport opaque;  ///< opaque files that the build read
    std::vector<BuiltArtifact> artifacts;
    RelativePath outputs;                     ///< in the deposit's folder: `artifacts/`, `build.log`, `left`
    std::optional<crypto::ChainPlace> chain;  ///< none for an experiment
    OwnStatement statement;
};

/// Whether `rebuild` would take a rebuild there is, and build nothing.
Result<bool> has_rebuild(const AcceptContext& context, const RoomDeposit& deposit, const RebuildOptions& options);

/// Where the log of a rebuild lies and, where the build failed, its last lines (last_lines) and what it left in place
/// of a missing artifact (left_by_build). It is the vendor's words, for people. The statement has more of the log, and
/// not what was left.
struct RebuildLog {
    std::filesystem::path path;
    std::vector<std::string> end, left;
};
/// A log that is gone has no last lines. Errors: io_error's.
Result<RebuildLog> log_of(const RoomDeposit& deposit, const RebuildRecord& record);

/// The refusal to build a deposit that has no recipe.
std::unexpected<Error> source_only();

/// What a deposit's chain is about.
ChainKey chain_of(const RoomDeposit& deposit, const OpenedDeposit& opened);

/// Rebuilds an accepted deposit in a cell, signs what went in and came out, and puts it into the outbox. Its place in
/// the chain is taken before the build begins. One that was done before is taken as it is, unless its outputs are gone
/// or it trusted another keyring. Errors: Full where the room's disk has no space left, with nothing signed; Refused
/// for a deposit that cannot be built; those of make_environment and build_once.
Result<RebuildRecord> rebuild(AcceptContext& context, const RoomDeposit& deposit, const OpenedDeposit& opened,
                              const RebuildOptions& options);

}  // namespace assay::verifier
