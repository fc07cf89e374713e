// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"

#include <chrono>
#include <optional>

namespace assay {

/// SIGINT, SIGTERM and SIGHUP as an Interrupt: the first asks for an end, the second ends the process by itself, less
/// its temporary folders.
///
/// - System calls go on after the first (SA_RESTART); who waits long, waits for `descriptor` too.
/// - A signal that was ignored when the program started, as nohup has it, stays ignored.
/// - SIGPIPE is ignored: a peer that is gone gives EPIPE; and SIGXFSZ: a file that may not grow gives EFBIG.
///
/// One for the whole process, for as long as it runs.
class SignalInterrupt final : public Interrupt {
public:
    static SignalInterrupt& install();

    bool requested() const override;
    int descriptor() const override;

private:
    SignalInterrupt();
};

/// Returns when an end is asked for, or after that long where it is said. Errors: Io.
Status wait_for(const Interrupt& interrupt, std::optional<std::chrono::milliseconds> most = {});

}  // namespace assay
