// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "verifier/machine/guest/job.hpp"

namespace assay::verifier::guest {

/// What the build's first process says of the command.
struct Ended {
    std::uint32_t ending;
    std::uint32_t value;
};

/// Waits for `go` to close, goes into namespaces of the build's own, lays out what it sees, and starts its first
/// process there, which writes an Ended to `told`.
[[noreturn]] void start_build(const Job& job, int go, int told);

}  // namespace assay::verifier::guest
