// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/cgroup.hpp"
#include "base/cell/files_in_memory.hpp"

namespace assay::cell {

/// Measures a running cell and says which of its limits it has passed: by cgroup where there is one, else by adding up
/// what /proc says of each of its processes.
///
/// Files that it writes to a file system in memory which is not its own, a tmpfs of the machine, are no memory of the
/// cell's: how much it may write there is for DiskWatch.
class Meter {
public:
    /// Before the cell is started: what the machine shares by then is not the cell's.
    explicit Meter(const CellSpec& spec);

    /// Takes the cell's first process in, before it becomes bubblewrap. Errors: Sandbox.
    Status admit(int process);

    /// To be asked a few times a second. Errors: Unavailable when memory is taken that may be the cell's or not: then
    /// it has to end, and is not at fault.
    Result<std::optional<Limit>> passed();
    /// To be asked once more when all is over.
    bool killed_for_memory() const { return cgroup_.killed_for_memory(); }
    bool processes_exhausted() const { return cgroup_.refused_process(); }

    Enforcement enforcement() const;
    /// Counted, else as far as sampled. Of processes killed with the cell there is no other source.
    double cpu_seconds() const { return cgroup_.cpu_seconds().value_or(cpu_sampled_); }
    std::optional<std::uint64_t> peak_memory_bytes() const;

private:
    struct Sample {
        double cpu_seconds = 0;
        std::uint64_t own_bytes = 0;      ///< of its processes
        std::uint64_t shared_bytes = 0;   ///< shared memory and files in memory that are the cell's
        std::uint64_t unclear_bytes = 0;  ///< shared since it began, by it or by others
    };
    Sample sample() const;

    Limits limits_;
    FilesInMemory files_;
    Cgroup cgroup_;
    bool shares_;  ///< whether its profile lets it share memory
    std::uint64_t shared_at_first_;
    std::vector<std::string> scratch_;
    int first_process_ = 0;
    double cpu_sampled_ = 0;
    std::uint64_t peak_sampled_ = 0;
};

}  // namespace assay::cell
