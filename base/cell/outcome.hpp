// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/bytes.hpp"

#include <optional>

namespace assay::cell {

/// A limit that can end a cell.
enum class Limit { Wall, Cpu, Memory, Output, Disk };

/// How a limit was kept.
enum class Means {
    CgroupV1,
    CgroupV2,
    Sampled,  ///< measured a few times a second, and the cell ended when it was exceeded
    Rlimit    ///< setrlimit(2)
};

std::string_view name_of(Means means);

/// How the limits of a cell are kept on this machine, for this caller.
struct Enforcement {
    Means memory = Means::Sampled;
    Means processes = Means::Rlimit;
    Means cpu = Means::Sampled;
};

/// Walls that not every machine has; where one is there, a cell that it could not be put around was not built.
struct Walls {
    int landlock_abi = 0;        ///< of the kernel; 0: there is none
    bool has_own_cores = false;  ///< core scheduling: nothing else ran on the other threads of the cell's cores

    bool has_own_user = false;  ///< on the host its processes and files are no user's, nor the caller's

    /// `Landlock ABI 7, no core scheduling, a user id of its own`.
    std::string describe() const;
};

/// One stream's bytes as its sink kept them.
struct Captured {
    Bytes bytes;
    bool truncated = false;
    std::uint64_t seen = 0;
};

/// What a cell took, all its processes together.
struct Usage {
    double wall_seconds = 0;
    double cpu_seconds = 0;
    std::optional<std::uint64_t> peak_memory_bytes;  ///< page cache included where a cgroup counted it
};

/// How a cell ended. Every process of it is dead.
///
/// - Exactly one of `stopped_by`, `signal` and `code` is there.
/// - An exit code of 128 + n is reported as signal n: bubblewrap, like a shell, does not say which it was.
///
/// What it left in writable binds is a stranger's: links, devices' names, FIFOs, sparse files, any number of names.
/// Take it through Folder, which follows no link, and ask each file for its kind.
struct Outcome {
    std::optional<int> code;
    std::optional<int> signal;
    std::optional<Limit> stopped_by;
    bool processes_exhausted = false;  ///< a process could not be made; known only where a cgroup counts them
    Captured out;
    Captured err;
    Usage usage;
    Enforcement enforcement;
    Walls walls;

    bool succeeded() const { return code == 0; }
    /// The words after the command's name: `ended with exit code 2`, `was stopped: it used more memory than allowed`.
    std::string describe() const;
    /// Whether stderr holds the C locale's, or tar's, words for a full disk or a used-up quota. A stranger's file can
    /// put them there, so they may cost it our answer and nothing else.
    bool speaks_of_full_disk() const;
};

}  // namespace assay::cell
