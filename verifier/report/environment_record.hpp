// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/machine_record.hpp"
#include "crypto/record/verdict.hpp"
#include "crypto/record/vouching_archive.hpp"

namespace assay::verifier {

/// What a build ran in, as the room's statements say it.
///
/// - `debian`: a root assembled from locked packages. Its grade is `debian-signed` when an archive-signed InRelease
///   vouches for every package, else `vendor-supplied`, with those packages named. `keyring` is the
///   room's file of keys, `archives` says with which of them each InRelease is signed.
/// - `host`: the machine's own /usr. Its grade is `host`; there is no keyring and no package is named.
struct EnvironmentRecord {
    enum class Kind { Debian, Host };

    Kind kind;
    std::vector<crypto::Grade::Package> unvouched;
    std::string system;  ///< suite, or name and version of the host's system
    std::string architecture;
    std::uint64_t packages;
    crypto::Sha256 lock;
    std::optional<crypto::Sha256> keyring;
    std::vector<crypto::VouchingArchive> archives;  ///< that vouch for packages; none for `host`
    std::string kernel, machine, processor;         ///< what a cell cannot pin, as seen from inside
    std::string walls;  ///< around the build, of those that not every machine has; empty where no cell was made
    /// Of the build's own, within those walls; none where it ran in the cell itself, or did not run.
    std::optional<crypto::MachineRecord> own_machine = {};

    /// `debian-signed`, `vendor-supplied` or `host`.
    std::string grade() const;

    Json render() const;
    /// Errors: Invalid, also for a grade that the rest contradicts; Limit.
    static Result<EnvironmentRecord> parse(const Json& json);
};

}  // namespace assay::verifier
