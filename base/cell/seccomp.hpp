// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"

namespace assay::cell {

/// Compiled seccomp filters, in the order in which they are to be loaded, each a file in memory. The kernel obeys the
/// strictest answer, the last loaded filter's among equals.
///
/// Three filters for Build: which calls there are, which arguments those may not have, and which requests ioctl may
/// make. An allow-list alone can not say "clone, but no namespace". The first two refuse the 32-bit and x32 ways into
/// the kernel.
/// Errors: Sandbox.
Result<std::vector<Descriptor>> filters_for(Profile profile, Syncing syncing);

/// For a worker that has started and has not yet read its input: from here on it computes, reads and writes open
/// descriptors, and ends; opening anything is refused, any other call kills. Errors: Sandbox.
Status confine_to_computing();

/// Whether the running kernel filters by seccomp and libseccomp knows this machine's calls. Errors: Sandbox.
Status check_seccomp();

}  // namespace assay::cell
