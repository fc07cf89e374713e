// SPDX-License-Identifier: Apache-2.0
// Without cgroups a cell's processes are found as the descendants of its first one: its process 1 adopts every orphan,
// so none drops out of the tree. Processor time of children that ended is counted for the process that waited for them.
//
// Memory that is shared belongs to no process. What lies in a file system in memory, or in a mapping that was given
// back, is in no process's count; a file in flight over a socket has no holder at all. So what all of the machine
// shares is watched too: it is quick to ask for, and nothing of a cell escapes it. How much of it is the cell's is
// asked in doubt.
#include "base/cell/meter.hpp"

#include "base/cell/process_table.hpp"
#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <algorithm>

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace assay::cell {

namespace {

/// What others of the machine may come to share while a cell runs, without the cell being stopped for it.
constexpr std::uint64_t kSharedByOthers = std::uint64_t{1} << 30;
/// What an empty file of a tmpfs takes, about.
constexpr std::uint64_t kNameBytes = 1024;

// Pages of its own in memory: what is resident less what is mapped from files or shared.
std::uint64_t resident_bytes(std::uint64_t number) {
    const auto text = read_proc(number, "statm");
    const auto fields = split(trim(text), ' ');
    if (fields.size() < 3) return 0;
    const auto resident = parse_decimal(fields[1]).value_or(0), shared = parse_decimal(fields[2]).value_or(0);
    return (resident - std::min(resident, shared)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// What all of the machine shares: files in memory, shared mappings, SysV segments.
std::uint64_t shared_by_all() {
    auto file = Descriptor::open("/proc/meminfo", O_RDONLY);
    if (!file) return 0;
    const auto text = file->read_all(64U << 10);
    return text ? bytes_at(to_text(*text), "Shmem").value_or(0) : 0;
}

/// What lies in a file system in memory.
struct Stored {
    std::uint64_t bytes = 0;
    std::uint64_t names = 0;
};

/// At a path that a process of the cell sees; nothing where that is another file system.
Stored stored_at(std::uint64_t process, const std::string& inside) {
    struct ::statfs raw{};
    const auto path = "/proc/" + std::to_string(process) + "/root" + inside;
    if (::statfs(path.c_str(), &raw) != 0 || raw.f_type != TMPFS_MAGIC) return {};
    return {.bytes = (raw.f_blocks - std::min(raw.f_blocks, raw.f_bfree)) * static_cast<std::uint64_t>(raw.f_bsize),
            .names = raw.f_files - std::min(raw.f_files, raw.f_ffree)};
}

}  // namespace

Meter::Meter(const CellSpec& spec)
    : limits_(spec.limits),
      files_(spec),
      cgroup_(Cgroup::make(spec.limits, files_.most())),
      shares_(spec.profile == Profile::Build),
      shared_at_first_(shares_ ? shared_by_all() : 0) {
    for (const auto& one : spec.scratch) scratch_.push_back(one.inside);
    scratch_.emplace_back("/tmp");
    scratch_.emplace_back("/dev/shm");
}

Status Meter::admit(int process) {
    first_process_ = process;
    return cgroup_.admit(process);
}

Meter::Sample Meter::sample() const {
    const auto table = ProcessTable::now();
    const auto family = table.family_of(static_cast<std::uint64_t>(first_process_));
    Sample sample;
    std::uint64_t ticks = 0;
    for (const auto member : family) {
        ticks += table.find(member)->ticks;
        sample.own_bytes += resident_bytes(member);
    }
    sample.cpu_seconds = static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    // After bubblewrap comes its process 1, which sees what the cell sees and is no stranger.
    Stored stored;
    if (shares_ && family.size() > 1)
        for (const auto& inside : scratch_) {
            const auto one = stored_at(family[1], inside);
            stored.bytes += one.bytes;
            stored.names += one.names;
        }
    const auto shared_now = shares_ ? shared_by_all() : 0;
    sample.shared_bytes = shared_now - std::min(shared_now, shared_at_first_);
    sample.shared_bytes -= std::min(sample.shared_bytes, files_.written());
    sample.own_bytes += stored.names * kNameBytes;
    if (sample.own_bytes + sample.shared_bytes <= limits_.memory_bytes) return sample;
    // Pages that several processes have in common are divided among them. That is slower to ask, so only in doubt.
    std::uint64_t own = 0, shared = 0;
    for (const auto member : family) {
        const auto text = read_proc(member, "smaps_rollup");
        own += bytes_at(text, "Pss_Anon").value_or(resident_bytes(member));
        shared += bytes_at(text, "Pss_Shmem").value_or(0);
    }
    sample.own_bytes = own + stored.names * kNameBytes;
    const auto of_others = sample.shared_bytes - std::min(sample.shared_bytes, shared + stored.bytes);
    sample.shared_bytes -= of_others;
    sample.unclear_bytes = of_others;
    return sample;
}

Result<std::optional<Limit>> Meter::passed() {
    if (cgroup_.killed_for_memory()) return std::optional(Limit::Memory);
    const auto counted = cgroup_.cpu_seconds();
    if (counted && *counted > limits_.cpu_seconds) return std::optional(Limit::Cpu);
    if (files_.most() > 0)
        if (const auto memory = cgroup_.memory_now()) {
            const auto shared = memory->shared_bytes - std::min(memory->shared_bytes, files_.written());
            if (memory->own_bytes + shared > limits_.memory_bytes) return std::optional(Limit::Memory);
        }
    if (counted && cgroup_.memory()) return std::optional<Limit>();
    const auto sampled = sample();
    const auto memory = sampled.own_bytes + sampled.shared_bytes;
    cpu_sampled_ = std::max(cpu_sampled_, sampled.cpu_seconds);
    peak_sampled_ = std::max(peak_sampled_, memory);
    if (!counted && sampled.cpu_seconds > limits_.cpu_seconds) return std::optional(Limit::Cpu);
    if (cgroup_.memory()) return std::optional<Limit>();
    if (memory > limits_.memory_bytes) return std::optional(Limit::Memory);
    if (memory + sampled.unclear_bytes > limits_.memory_bytes + kSharedByOthers)
        return fail(Error(ErrorKind::Unavailable, "the memory that the machine shares grew by " +
                                                      human_bytes(sampled.unclear_bytes) +
                                                      " meanwhile, and nothing tells whose it is")
                        .with_hint("run it as root, or where a cgroup is delegated: there it is counted"));
    return std::optional<Limit>();
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
