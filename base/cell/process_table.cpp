// SPDX-License-Identifier: Apache-2.0
#include "base/cell/process_table.hpp"

#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <dirent.h>
#include <fcntl.h>

namespace assay::cell {

namespace {

constexpr std::size_t kProcFileBytesMax = 1U << 20;

}  // namespace

std::string read_proc(std::uint64_t process, const char* file) {
    auto opened = Descriptor::open("/proc/" + std::to_string(process) + "/" + file, O_RDONLY);
    if (!opened) return {};
    auto bytes = opened->read_all(kProcFileBytesMax);
    return bytes ? to_text(*bytes) : std::string();
}

std::optional<std::uint64_t> bytes_at(const std::string& text, const char* key) {
    const auto start = std::string(key) + ":";
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with(start)) continue;
        const auto rest = trim(line.substr(start.size()));
        if (const auto kilobytes = parse_decimal(rest.substr(0, rest.find(' ')))) return *kilobytes * 1024;
    }
    return {};
}

// proc(5), /proc/pid/stat: the name in parentheses may hold anything, so fields are counted after its end.
std::optional<Process> process_of(std::uint64_t number) {
    const auto text = read_proc(number, "stat");
    const auto name_end = text.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= text.size()) return {};
    const auto fields = split(std::string_view(text).substr(name_end + 2), ' ');
    constexpr std::size_t kParent = 1, kUserTicks = 11, kTicksFields = 4, kStarted = 19;
    if (fields.size() <= kStarted) return {};
    Process process;
    process.parent = parse_decimal(fields[kParent]).value_or(0);
    for (std::size_t i = 0; i < kTicksFields; ++i) process.ticks += parse_decimal(fields[kUserTicks + i]).value_or(0);
    process.started = parse_decimal(fields[kStarted]).value_or(0);
    return process;
}

ProcessTable ProcessTable::now() {
    ProcessTable table;
    DIR* listing = ::opendir("/proc");
    if (!listing) return table;
    while (const auto* entry = ::readdir(listing))
        if (const auto number = parse_decimal(entry->d_name))
            if (const auto process = process_of(*number)) {
                table.processes_.emplace(*number, *process);
                table.children_.emplace(process->parent, *number);
            }
    ::closedir(listing);
    return table;
}

const Process* ProcessTable::find(std::uint64_t number) const {
    const auto found = processes_.find(number);
    return found == processes_.end() ? nullptr : &found->second;
}

std::vector<std::uint64_t> ProcessTable::children_of(std::uint64_t number) const {
    std::vector<std::uint64_t> out;
    const auto [begin, end] = children_.equal_range(number);
    for (auto child = begin; child != end; ++child) out.push_back(child->second);
    return out;
}

std::vector<std::uint64_t> ProcessTable::family_of(std::uint64_t first) const {
    std::vector<std::uint64_t> out;
    if (processes_.contains(first)) out.push_back(first);
    for (std::size_t i = 0; i < out.size(); ++i)
        for (const auto child : children_of(out[i])) out.push_back(child);
    return out;
}

}  // namespace assay::cell
