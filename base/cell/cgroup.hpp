// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/outcome.hpp"
#include "base/cell/spec.hpp"

namespace assay::cell {

/// Folders of cgroup file systems in which one cell's processes are counted and limited; removed when it goes, which
/// must be after the last of them has died.
///
/// Needs root of the host, or a cgroup v2 that is delegated to the user (as systemd does for his own services), and
/// each controller for itself: what is not there is simply not covered.
class Cgroup {
public:
    /// Never fails: where there is no controller, or none for this user, nothing is covered.
    /// `files_in_memory`: what the cell may write to file systems in memory that are not its own. It comes on top, and
    /// what is left of the limit is for the Meter to watch.
    static Cgroup make(const Limits& limits, std::uint64_t files_in_memory = 0);
    /// What could be covered, without making anything.
    static std::string describe();

    Cgroup(Cgroup&& other) noexcept;
    Cgroup& operator=(Cgroup&&) = delete;
    ~Cgroup();

    /// Moves a process in; its children follow. Where a delegated cgroup does not take it, nothing is covered. Errors:
    /// Sandbox, for root.
    Status admit(int process);

    /// The nearest cgroup v2 above `own` in which this user may make others, memory counted there: that of his own
    /// processes has them in it, so it cannot have controllers too. `mount` is where cgroup2 is mounted, `own` a path
    /// below it as /proc/self/cgroup has it. Empty when there is none.
    static std::string delegated(const std::string& mount, std::string own);

    /// Removes from a folder the cgroups of programs of ours that were killed before they could. Those of another
    /// namespace of processes are left to it: whether their programs live is not to be seen from here.
    static void sweep(const std::string& parent);

    std::optional<Means> memory() const { return memory_means_; }
    std::optional<Means> processes() const { return processes_means_; }
    std::optional<Means> cpu() const { return cpu_means_; }

    bool killed_for_memory() const;
    bool refused_process() const;
    std::optional<double> cpu_seconds() const;
    std::optional<std::uint64_t> peak_memory_bytes() const;
    /// What its processes hold now: pages of their own, and pages of files in memory and shared mappings.
    struct Memory {
        std::uint64_t own_bytes = 0;
        std::uint64_t shared_bytes = 0;
    };
    std::optional<Memory> memory_now() const;

private:
    Cgroup() = default;
    void make_v1(const Limits& limits, const std::string& name);
    void make_v2(const Limits& limits, const std::string& name);
    void make_v2_below(const std::string& parent, const Limits& limits, const std::string& name);
    void remove();

    std::vector<std::string> folders_;
    std::string memory_, processes_, cpu_;  // the folder that covers each
    std::optional<Means> memory_means_, processes_means_, cpu_means_;
};

}  // namespace assay::cell
