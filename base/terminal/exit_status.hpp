// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/error.hpp"

#include <initializer_list>
#include <span>

namespace assay {

/// What a program's exit status says; the same in every program of ours (design, section 9).
inline constexpr int kExitYes = 0;      ///< done, sound, identical
inline constexpr int kExitFailed = 1;   ///< could not be done
inline constexpr int kExitUsage = 2;    ///< the command line is put wrongly
inline constexpr int kExitPartial = 3;  ///< done in part, or with warnings
inline constexpr int kExitNotPermitted = 4;
inline constexpr int kExitNotFound = 5;
inline constexpr int kExitBusy = 6;
inline constexpr int kExitNetwork = 7;
inline constexpr int kExitCheckFailed = 10;      ///< a signature, proof, digest or binding does not hold
inline constexpr int kExitCannotBeChecked = 11;  ///< what is needed to check it is missing
inline constexpr int kExitPolicyUnmet = 12;      ///< sound, but the policy asks for more
inline constexpr int kExitEquivocation = 13;     ///< two signed histories exclude each other
inline constexpr int kExitDeployedDiffers = 14;
inline constexpr int kExitNotComparable = 15;
inline constexpr int kExitSandboxRefused = 16;
inline constexpr int kExitStorageDamaged = 20;
inline constexpr int kExitDiskFull = 21;
inline constexpr int kExitInterrupted = 130;

/// All of them, ascending.
inline constexpr int kExitStatuses[] = {kExitYes,
                                        kExitFailed,
                                        kExitUsage,
                                        kExitPartial,
                                        kExitNotPermitted,
                                        kExitNotFound,
                                        kExitBusy,
                                        kExitNetwork,
                                        kExitCheckFailed,
                                        kExitCannotBeChecked,
                                        kExitPolicyUnmet,
                                        kExitEquivocation,
                                        kExitDeployedDiffers,
                                        kExitNotComparable,
                                        kExitSandboxRefused,
                                        kExitStorageDamaged,
                                        kExitDiskFull,
                                        kExitInterrupted};

/// The one status of each kind of error.
int exit_status(ErrorKind kind);

/// One status for several checks: the first of 10, 13, 11, 14, 12 among them, else the first that is not 0, else 0.
int worst_of(std::span<const int> statuses);
inline int worst_of(std::initializer_list<int> statuses) {
    return worst_of(std::span(statuses.begin(), statuses.size()));
}

}  // namespace assay
