// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

namespace assay::cell {

/// A seccomp filter for ioctl alone: the requests that builds were seen to make (ioctls.cpp), by their number; any
/// other answers ENOTTY, as on a descriptor that has no such request. Only the lower 32 bits of the number count, as
/// for the kernel. Other calls are allowed: it comes on top of one that says which calls there are.
Bytes ioctl_filter();

}  // namespace assay::cell
