// SPDX-License-Identifier: Apache-2.0
#include "base/cell/cgroup.hpp"

#include "base/cell/bubblewrap.hpp"
#include "base/core/text.hpp"
#include "base/files/read.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <limits>
#include <map>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::size_t kFileBytesMax = 1U << 20;

std::string read_text(const std::string& path) {
    auto file = Descriptor::open(path, O_RDONLY);
    if (!file) return {};
    auto bytes = file->read_all(kFileBytesMax);
    return bytes ? to_text(*bytes) : std::string();
}

bool write_text(const std::string& path, std::string_view text) {
    auto file = Descriptor::open(path, O_WRONLY);
    return file && file->write_all(bytes_of(text));
}

std::optional<std::uint64_t> number_in(const std::string& path) {
    const auto text = read_text(path);
    return parse_decimal(trim(text));
}

// The number after `key` in a file of `key number` lines.
std::uint64_t number_at(const std::string& path, std::string_view key) {
    const auto text = read_text(path);
    for (const auto line : split(text, '\n')) {
        const auto words = split(line, ' ');
        if (words.size() == 2 && words[0] == key) return parse_decimal(words[1]).value_or(0);
    }
    return 0;
}

// Where each cgroup v1 controller is mounted, and cgroup v2 under the name `unified`.
std::map<std::string, std::string> mounts() {
    std::map<std::string, std::string> found;
    const auto text = read_text("/proc/self/mounts");
    for (const auto line : split(text, '\n')) {
        const auto words = split(line, ' ');
        if (words.size() < 4) continue;
        if (words[2] == "cgroup2") found.emplace("unified", words[1]);
        if (words[2] != "cgroup") continue;
        for (const auto option : split(words[3], ','))
            for (const std::string_view controller : {"memory", "pids", "cpuacct"})
                if (option == controller) found.emplace(controller, words[1]);
    }
    return found;
}

// The cgroup this process is in for a v1 controller, below its mount; the mount itself where that is not visible.
std::string own_folder(const std::string& mount, std::string_view controller) {
    const auto text = read_text("/proc/self/cgroup");
    for (const auto line : split(text, '\n')) {
        const auto fields = split(line, ':');
        if (fields.size() != 3) continue;
        for (const auto name : split(fields[1], ',')) {
            if (name != controller) continue;
            auto path = mount + (fields[2] == "/" ? std::string() : std::string(fields[2]));
            return ::access(path.c_str(), W_OK) == 0 ? path : mount;
        }
    }
    return mount;
}

// What this program's cgroups are called. A process's number is one only in its own namespace: containers that share a
// machine's cgroups may each have a process of that number.
const std::string& own_prefix() {
    static const auto prefix = [] {
        std::error_code hidden;
        const auto target = std::filesystem::read_symlink("/proc/self/ns/pid", hidden).string();  // pid:[4026531836]
        std::string digits;
        for (const char c : target)
            if (c >= '0' && c <= '9') digits += c;
        return "assay-cell-" + (digits.empty() ? "0" : digits) + "-";
    }();
    return prefix;
}

bool make_folder(const std::string& parent, const std::string& path) {
    Cgroup::sweep(parent);
    return ::mkdir(path.c_str(), 0755) == 0;
}

std::string unique_name() {
    static std::atomic<unsigned> count = 0;
    return own_prefix() + std::to_string(::getpid()) + "-" + std::to_string(count++);
}

void enable_controllers(const std::string& folder) {
    for (const auto* controller : {"+memory", "+pids", "+cpu"})
        write_text(folder + "/cgroup.subtree_control", controller);
}

bool is_enabled(const std::string& folder, std::string_view controller) {
    const auto enabled = read_text(folder + "/cgroup.subtree_control");
    for (const auto word : split(trim(enabled), ' '))
        if (word == controller) return true;
    return false;
}

// The cgroup v2 this process is in, below the mount.
std::string own_unified() {
    const auto text = read_text("/proc/self/cgroup");
    for (const auto line : split(text, '\n'))
        if (line.starts_with("0::")) return std::string(line.substr(3));
    return {};
}

}  // namespace

void Cgroup::sweep(const std::string& parent) {
    DIR* listing = ::opendir(parent.c_str());
    if (!listing) return;
    while (const auto* entry = ::readdir(listing)) {
        const std::string_view name = entry->d_name;
        if (!name.starts_with(own_prefix())) continue;
        const auto owner = parse_decimal(split(name.substr(own_prefix().size()), '-').front());
        if (owner && ::kill(static_cast<pid_t>(*owner), 0) != 0 && errno == ESRCH)
            ::rmdir((parent + "/" + entry->d_name).c_str());
    }
    ::closedir(listing);
}

std::string Cgroup::delegated(const std::string& mount, std::string own) {
    const auto may_write = [](const std::string& path) { return ::access(path.c_str(), W_OK) == 0; };
    while (own.size() > 1) {
        own.resize(own.rfind('/'));
        const auto folder = mount + own;
        // Moving a process takes the right to write to what holds both its old place and its new one.
        if (!may_write(folder) || !may_write(folder + "/cgroup.procs")) continue;
        if (!is_enabled(folder, "memory")) enable_controllers(folder);
        if (is_enabled(folder, "memory")) return folder;
    }
    return {};
}

Cgroup Cgroup::make(const Limits& given, std::uint64_t files_in_memory) {
    Cgroup cgroup;
    auto limits = given;
    limits.memory_bytes += std::min(files_in_memory, std::numeric_limits<std::uint64_t>::max() / 4);
    const auto name = unique_name();
    if (::geteuid() == 0) cgroup.make_v1(limits, name);
    cgroup.make_v2(limits, name);
    return cgroup;
}

void Cgroup::make_v1(const Limits& limits, const std::string& name) {
    const auto mounted = mounts();
    const auto folder_for = [&](const std::string& controller) -> std::string {
        const auto mount = mounted.find(controller);
        if (mount == mounted.end()) return {};
        const auto parent = own_folder(mount->second, controller);
        auto path = parent + "/" + name;
        if (!make_folder(parent, path)) return {};
        folders_.push_back(path);
        return path;
    };
    if (const auto path = folder_for("memory"); !path.empty()) {
        const auto bytes = std::to_string(limits.memory_bytes);
        if (write_text(path + "/memory.limit_in_bytes", bytes)) {
            // Absent where swap is not accounted; without it the kernel may swap what exceeds the limit.
            write_text(path + "/memory.memsw.limit_in_bytes", bytes);
            memory_ = path;
            memory_means_ = Means::CgroupV1;
        }
    }
    if (const auto path = folder_for("pids"); !path.empty()) {
        if (write_text(path + "/pids.max", std::to_string(limits.processes + kProcessesOfBubblewrap))) {
            processes_ = path;
            processes_means_ = Means::CgroupV1;
        }
    }
    if (const auto path = folder_for("cpuacct"); !path.empty()) {
        cpu_ = path;
        cpu_means_ = Means::CgroupV1;
    }
}

// For root below the root of the hierarchy: only there may a folder have both processes and controllers for its
// children.
void Cgroup::make_v2(const Limits& limits, const std::string& name) {
    const auto mounted = mounts();
    const auto mount = mounted.find("unified");
    if (mount == mounted.end() || (memory_means_ && processes_means_)) return;
    const auto parent = ::geteuid() == 0 ? mount->second : delegated(mount->second, own_unified());
    if (parent.empty()) return;
    enable_controllers(parent);
    make_v2_below(parent, limits, name);
}

void Cgroup::make_v2_below(const std::string& parent, const Limits& limits, const std::string& name) {
    const auto has = [&](std::string_view controller) { return is_enabled(parent, controller); };
    const bool for_memory = !memory_means_ && has("memory"), for_processes = !processes_means_ && has("pids");
    if (!for_memory && !for_processes) return;
    const auto path = parent + "/" + name;
    if (!make_folder(parent, path)) return;
    folders_.push_back(path);
    if (for_memory && write_text(path + "/memory.max", std::to_string(limits.memory_bytes))) {
        write_text(path + "/memory.swap.max", "0");
        write_text(path + "/memory.oom.group", "1");
        memory_ = path;
        memory_means_ = Means::CgroupV2;
    }
    if (for_processes && write_text(path + "/pids.max", std::to_string(limits.processes + kProcessesOfBubblewrap))) {
        processes_ = path;
        processes_means_ = Means::CgroupV2;
    }
    if (!cpu_means_) {
        cpu_ = path;
        cpu_means_ = Means::CgroupV2;
    }
}

std::string Cgroup::describe() {
    const auto mounted = mounts();
    if (::geteuid() != 0) {
        const auto mount = mounted.find("unified");
        const auto folder = mount == mounted.end() ? std::string() : delegated(mount->second, own_unified());
        return folder.empty() ? "none is delegated to this user" : "memory (v2), delegated at " + folder;
    }
    std::vector<std::string> words;
    for (const auto* controller : {"memory", "pids", "cpuacct"})
        if (mounted.contains(controller)) words.push_back(std::string(controller) + " (v1)");
    if (const auto mount = mounted.find("unified"); mount != mounted.end()) {
        const auto text = read_text(mount->second + "/cgroup.controllers");
        for (const auto controller : split(trim(text), ' '))
            if (controller == "memory" || controller == "pids" || controller == "cpu")
                words.push_back(std::string(controller) + " (v2)");
    }
    return words.empty() ? "no controller of use" : join(words, ", ");
}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : folders_(std::exchange(other.folders_, {})),
      memory_(std::move(other.memory_)),
      processes_(std::move(other.processes_)),
      cpu_(std::move(other.cpu_)),
      memory_means_(other.memory_means_),
      processes_means_(other.processes_means_),
      cpu_means_(other.cpu_means_) {}

Cgroup::~Cgroup() { remove(); }

void Cgroup::remove() {
    for (const auto& folder : folders_) {
        // The kernel takes a moment to let go of the last process.
        for (int i = 0; i < 50 && ::rmdir(folder.c_str()) != 0 && errno == EBUSY; ++i) ::usleep(2000);
    }
}

Status Cgroup::admit(int process) {
    for (const auto& folder : folders_) {
        if (write_text(folder + "/cgroup.procs", std::to_string(process))) continue;
        if (::geteuid() == 0)
            return fail(io_error("moving a cell into " + quote(folder), errno).as(ErrorKind::Sandbox));
        remove();
        folders_.clear();
        memory_means_.reset();
        processes_means_.reset();
        cpu_means_.reset();
        break;
    }
    return {};
}

bool Cgroup::killed_for_memory() const {
    if (memory_means_ == Means::CgroupV1) return number_at(memory_ + "/memory.oom_control", "oom_kill") > 0;
    return memory_means_ && number_at(memory_ + "/memory.events", "oom_kill") > 0;
}

bool Cgroup::refused_process() const { return processes_means_ && number_at(processes_ + "/pids.events", "max") > 0; }

std::optional<double> Cgroup::cpu_seconds() const {
    if (!cpu_means_) return {};
    if (*cpu_means_ == Means::CgroupV2) return static_cast<double>(number_at(cpu_ + "/cpu.stat", "usage_usec")) / 1e6;
    const auto nanoseconds = number_in(cpu_ + "/cpuacct.usage");
    if (!nanoseconds) return {};
    return static_cast<double>(*nanoseconds) / 1e9;
}

std::optional<Cgroup::Memory> Cgroup::memory_now() const {
    if (!memory_means_) return {};
    const auto file = memory_ + "/memory.stat";
    if (*memory_means_ == Means::CgroupV1)
        return Memory{.own_bytes = number_at(file, "total_rss"), .shared_bytes = number_at(file, "total_shmem")};
    return Memory{.own_bytes = number_at(file, "anon"), .shared_bytes = number_at(file, "shmem")};
}

std::optional<std::uint64_t> Cgroup::peak_memory_bytes() const {
    if (!memory_means_) return {};
    return number_in(memory_ + (*memory_means_ == Means::CgroupV1 ? "/memory.max_usage_in_bytes" : "/memory.peak"));
}

}  // namespace assay::cell
