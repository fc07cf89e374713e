// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"

#include <string>
#include <vector>

namespace assay::process {

/// A program of the machine that runs as we do, outside any cell: nothing a stranger made is given to it but what it
/// is there to check. Its standard input is empty.
struct RunRequest {
    std::vector<std::string> command;      ///< the first is a path, or a name that is searched in PATH
    std::vector<std::string> environment;  ///< `NAME=value` each; nothing of ours is added
    std::size_t output_bytes_max = 64U << 20;
};

/// How a program ended and what it said.
struct RunOutcome {
    int status;  ///< exit code, or 128 + signal
    std::string out;
    std::string err;  ///< the last 16 KiB

    /// Its last words, quoted, for an error's message.
    std::string last_words() const;
};

/// Runs it to its end. Errors: NotFound when there is no such program, Limit when it says too much, Interrupted, Io.
Result<RunOutcome> run(const RunRequest& request, const Interrupt& interrupt);

}  // namespace assay::process
