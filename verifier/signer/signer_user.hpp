// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

namespace assay::verifier {

/// A user that nothing but the signer runs as.
struct SignerUser {
    unsigned uid;
    unsigned gid;
};

/// Gives the ledger to that user, and becomes it, for good: no groups, no capabilities, no way back. For root. Errors:
/// io_error's; Sandbox when a step had no effect.
Status become_signer(const SignerUser& user, const Folder& ledger);

/// Keeps debuggers, core files and set-user-id programs from the keys of this process. Errors: io_error's.
Status close_signer();

}  // namespace assay::verifier
