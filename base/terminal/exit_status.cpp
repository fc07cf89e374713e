// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/exit_status.hpp"

#include <algorithm>

namespace assay {

int exit_status(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Usage: return kExitUsage;
        case ErrorKind::Refused: return kExitNotPermitted;
        case ErrorKind::NotFound: return kExitNotFound;
        case ErrorKind::Busy: return kExitBusy;
        case ErrorKind::Unavailable: return kExitNetwork;
        case ErrorKind::Untrusted: return kExitCheckFailed;
        case ErrorKind::Unproven:
        case ErrorKind::Unsupported: return kExitCannotBeChecked;
        case ErrorKind::PolicyUnmet: return kExitPolicyUnmet;
        case ErrorKind::Equivocation: return kExitEquivocation;
        case ErrorKind::Differs: return kExitDeployedDiffers;
        case ErrorKind::Sandbox: return kExitSandboxRefused;
        case ErrorKind::Corrupt: return kExitStorageDamaged;
        case ErrorKind::Full: return kExitDiskFull;
        case ErrorKind::Interrupted: return kExitInterrupted;
        case ErrorKind::Invalid:
        case ErrorKind::Conflict:
        case ErrorKind::Limit:
        case ErrorKind::Io:
        case ErrorKind::Internal: return kExitFailed;
    }
    return kExitFailed;
}

int worst_of(std::span<const int> statuses) {
    for (const int status :
         {kExitCheckFailed, kExitEquivocation, kExitCannotBeChecked, kExitDeployedDiffers, kExitPolicyUnmet})
        if (std::ranges::find(statuses, status) != statuses.end()) return status;
    const auto first = std::ranges::find_if(statuses, [](int status) { return status != kExitYes; });
    return first == statuses.end() ? kExitYes : *first;
}

}  // namespace assay
