// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace assay::cell {

/// One process as proc(5) tells it.
struct Process {
    std::uint64_t parent = 0;
    std::uint64_t ticks = 0;    ///< of processor time, its own and its waited-for children's
    std::uint64_t started = 0;  ///< in ticks since the machine was started
};

/// All processes that can be seen, by number, as they are at one moment or near it.
class ProcessTable {
public:
    static ProcessTable now();

    const Process* find(std::uint64_t number) const;
    std::vector<std::uint64_t> children_of(std::uint64_t number) const;
    /// A process and all that descend from it, parents first; none when it is gone.
    std::vector<std::uint64_t> family_of(std::uint64_t first) const;

private:
    std::unordered_map<std::uint64_t, Process> processes_;
    std::unordered_multimap<std::uint64_t, std::uint64_t> children_;
};

/// What one process is now; none when it is gone.
std::optional<Process> process_of(std::uint64_t number);

/// A file of a process below /proc; empty when it cannot be read.
std::string read_proc(std::uint64_t process, const char* file);

/// The number of kilobytes that a line `key: N kB` gives, in bytes: the form of status, smaps_rollup and meminfo.
std::optional<std::uint64_t> bytes_at(const std::string& text, const char* key);

}  // namespace assay::cell
