// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/recipe.hpp"
#include "verifier/report/provenance.hpp"

#include <filesystem>

namespace assay::verifier {

/// What a build runs in, ready, with the grade it earns; or why its packages give no root to build in, which is the
/// deposit's affair and so a failed build.
struct Environment {
    cell::Root root;
    EnvironmentRecord record;
    std::vector<Provenance::Material> materials;  ///< all that went in
    std::string failure = {};                     ///< empty when there is a root
    std::string failure_words = {};               ///< what was printed by who failed
};

/// What a build is to run in, and where assembled roots are kept.
struct EnvironmentRequest {
    const storage::Recipe& recipe;
    const storage::Lock& lock;
    const Folder* materials;        ///< null for `host`
    std::filesystem::path cache;    ///< of assembled roots
    std::filesystem::path keyring;  ///< of archives the room trusts
};

/// What a rebuild records of the keys it trusted. Errors: NotFound, with the package that brings Debian's.
Result<crypto::Sha256> keyring_digest(const std::filesystem::path& keyring);

/// Checks who vouches for the packages and makes the root. That they cannot be assembled, or not within the room's
/// limits, is a result. Errors: Untrusted when an InRelease is signed by no key that
/// the room knows or an index is not the one it names; Unproven when a `host` lock is of another machine; Sandbox,
/// Full, Io.
Result<Environment> make_environment(const EnvironmentRequest& request, Progress& progress, const Interrupt& interrupt);

}  // namespace assay::verifier
