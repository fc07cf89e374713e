// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"

#include <string>
#include <utility>
#include <vector>

namespace assay::escrow {

/// A program of the vendor's own machine, run as the vendor: apt, where a lock is made. Nothing a stranger made is
/// parsed by it but what apt itself has checked.
struct ProcessRequest {
    std::vector<std::string> command;                            ///< its first is searched in PATH
    std::vector<std::pair<std::string, std::string>> variables;  ///< added to our environment
    std::size_t output_bytes_max = 64U << 20;
};

/// How a program ended and what it said.
struct ProcessOutcome {
    int status;  ///< exit code, or 128 + signal
    std::string out;
    std::string err;  ///< the last 16 KiB
};

/// Runs it to its end. Errors: NotFound when there is no such program, Limit when it says too much, Interrupted, Io.
Result<ProcessOutcome> run_process(const ProcessRequest& request, const Interrupt& interrupt);

/// As run_process; a status other than 0 is an Unavailable error with the program's last words.
Result<std::string> run_checked(const ProcessRequest& request, const Interrupt& interrupt);

}  // namespace assay::escrow
