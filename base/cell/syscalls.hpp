// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

/// Names of system calls by what they are for. A name that this machine's libseccomp does not know is left out: newer
/// names then answer like any unlisted call.
namespace assay::cell::syscalls {

using Names = std::span<const char* const>;

Names computing();   ///< memory, time, random bytes, open descriptors, ending: what a parser needs once it runs
Names starting();    ///< what the loader and the C library need besides, until main
Names files();       ///< names, owners, modes, attributes of files
Names processes();   ///< making, waiting for, scheduling processes; users and groups
Names waiting();     ///< polls, events, timers, signals, futexes of newer kinds
Names exchanging();  ///< pipes and sockets once made, System V IPC
Names syncing();     ///< waiting until files are on disk
Names opening();     ///< what a confined parser is refused rather than killed for

}  // namespace assay::cell::syscalls
