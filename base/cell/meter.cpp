// SPDX-License-Identifier: Apache-2.0
// Without cgroups a cell's processes are found as the descendants of its first one: its process 1 adopts every orphan,
// so none drops out of the tree. Processor time of children that ended has passed to whoever waited for them.
#include "base/cell/meter.hpp"

#include "base/core/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::size_t kProcFileBytesMax = 1U << 20;

std::string read_proc(std::uint64_t process, const char* file) {
    auto opened = Descriptor::open("/proc/" + std::to_string(process) + "/" + file, O_RDONLY);
    if (!opened) return {};
    auto bytes = opened->read_all(kProcFileBytesMax);
    return bytes ? to_text(*bytes) : std::string();
}

struct Process {
    std::uint64_t parent = 0;
    std::uint64_t ticks = 0;  // its own and its waited-for children's
};

// proc(5), /proc/pid/stat: the name in parentheses may hold anything, so fields are counted after its end.
std::optional<Process> process_of(std::uint64_t number) {
    const auto text = read_proc(number, "stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= text.size()) return {};
    const auto fields = split(std::string_view(text).substr(name_end + 2), ' ');
    constexpr std::size_t kParent = 1, kUserTicks = 11, kTicksFields = 4;
    if (fields.size() < kUserTicks + kTicksFields) return {};
    Process process;
    process.parent = parse_decimal(fields[kParent]).value_or(0);
    for (std::size_t i = 0; i < kTicksFields; ++i) process.ticks += parse_decimal(fields[kUserTicks + i]).value_or(0);
    return process;
}

std::unordered_map<std::uint64_t, Process> all_processes() {
    std::unordered_map<std::uint64_t, Process> processes;
    DIR* listing = ::opendir("/proc");
    if (!listing) return processes;
    while (const auto* entry = ::readdir(listing))
        if (const auto number = parse_decimal(entry->d_name))
            if (const auto process = process_of(*number)) processes.emplace(*number, *process);
    ::closedir(listing);
    return processes;
}

// Pages of its own in memory: what is resident less what is mapped from files or shared.
std::uint64_t resident_bytes(std::uint64_t number) {
    const auto text = read_proc(number, "statm");
    const auto fields = split(trim(text), ' ');
    if (fields.size() < 3) return 0;
    const auto resident = parse_decimal(fields[1]).value_or(0), shared = parse_decimal(fields[2]).value_or(0);
    return (resident - std::min(resident, shared)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// The same with pages that several processes have in common divided among them. Slower, so asked only in doubt.
std::optional<std::uint64_t> proportional_bytes(std::uint64_t number) {
    const auto text = read_proc(number, "smaps_rollup");
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with("Pss_Anon:")) continue;
        const auto rest = trim(line.substr(line.find(':') + 1));
        if (const auto kilobytes = parse_decimal(rest.substr(0, rest.find(' ')))) return *kilobytes * 1024;
    }
    return {};
}

}  // namespace

Status Meter::admit(int process) {
    first_process_ = process;
    return cgroup_.admit(process);
}

Meter::Sample Meter::sample() const {
    const auto processes = all_processes();
    const auto first = static_cast<std::uint64_t>(first_process_);
    std::vector<std::uint64_t> members;
    if (processes.contains(first)) members.push_back(first);
    std::unordered_multimap<std::uint64_t, std::uint64_t> children;
    for (const auto& [number, process] : processes) children.emplace(process.parent, number);
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto [begin, end] = children.equal_range(members[i]);
        for (auto child = begin; child != end; ++child) members.push_back(child->second);
    }
    Sample sample;
    std::uint64_t ticks = 0;
    for (const auto member : members) {
        ticks += processes.at(member).ticks;
        sample.memory_bytes += resident_bytes(member);
    }
    sample.cpu_seconds = static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    if (sample.memory_bytes > limits_.memory_bytes) {
        std::uint64_t proportional = 0;
        for (const auto member : members) proportional += proportional_bytes(member).value_or(resident_bytes(member));
        sample.memory_bytes = proportional;
    }
    return sample;
}

std::optional<Limit> Meter::passed() {
    if (cgroup_.killed_for_memory()) return Limit::Memory;
    const auto counted = cgroup_.cpu_seconds();
    if (counted && *counted > limits_.cpu_seconds) return Limit::Cpu;
    if (counted && cgroup_.memory()) return {};
    const auto sampled = sample();
    cpu_sampled_ = std::max(cpu_sampled_, sampled.cpu_seconds);
    peak_sampled_ = std::max(peak_sampled_, sampled.memory_bytes);
    if (!counted && sampled.cpu_seconds > limits_.cpu_seconds) return Limit::Cpu;
    if (!cgroup_.memory() && sampled.memory_bytes > limits_.memory_bytes) return Limit::Memory;
    return {};
}

Enforcement Meter::enforcement() const {
    return {.memory = cgroup_.memory().value_or(Means::Sampled),
            .processes = cgroup_.processes().value_or(Means::Rlimit),
            .cpu = cgroup_.cpu().value_or(Means::Sampled)};
}

std::optional<std::uint64_t> Meter::peak_memory_bytes() const {
    if (const auto peak = cgroup_.peak_memory_bytes()) return peak;
    return peak_sampled_ > 0 ? std::optional(peak_sampled_) : std::nullopt;
}

}  // namespace assay::cell
