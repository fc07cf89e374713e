// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"

namespace assay::cell {

/// Compiled seccomp filters, in the order in which they are to be loaded. Each comes as a file in memory, read from its
/// beginning: the form bubblewrap takes. The kernel obeys the strictest answer, the last loaded filter's among equals.
///
/// Two filters for Build: which calls there are, and which arguments those may not have. An allow-list alone can not
/// say "ioctl, but not TIOCSTI" without leaving the unused upper half of the argument open. Both refuse the 32-bit and
/// x32 ways into the kernel.
/// Errors: Sandbox.
Result<std::vector<Descriptor>> filters_for(Profile profile, Syncing syncing);

/// For a worker that has started and has not yet read its input: from here on it computes, reads and writes open
/// descriptors, and ends; opening anything is refused, any other call kills. Errors: Sandbox.
Status confine_to_computing();

/// Whether the running kernel filters by seccomp and libseccomp knows this machine's calls. Errors: Sandbox.
Status check_seccomp();

}  // namespace assay::cell
