// SPDX-License-Identifier: Apache-2.0
#include "base/cell/orphans.hpp"

#include "base/cell/process_table.hpp"
#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <csignal>

#include <sys/syscall.h>
#include <unistd.h>

namespace assay::cell {

namespace {

// Process 1 forks the command before it can adopt anybody, so inside the cell that one has number 2.
bool is_command(std::uint64_t number) {
    const auto text = read_proc(number, "status");
    for (const auto line : split(text, '\n'))
        if (line.starts_with("NSpid:")) return split(line, '\t').back() == "2";
    return true;  // gone, or not readable
}

}  // namespace

void Orphans::look(int first_process, double now) {
    const auto table = ProcessTable::now();
    const auto adopting = table.children_of(static_cast<std::uint64_t>(first_process));
    if (adopting.size() != 1) return;  // bubblewrap is not that far yet, or the cell has ended
    std::map<Who, double> since;
    for (const auto number : table.children_of(adopting.front())) {
        const Who who{number, table.find(number)->started};
        const auto known = since_.find(who);
        since.emplace(who, known == since_.end() ? now : known->second);
    }
    since_ = std::move(since);
    for (const auto& [who, first_seen] : since_)
        if (now - first_seen >= seconds_ && !is_command(who.number)) kill(who, adopting.front());
}

void Orphans::kill(const Who& who, std::uint64_t parent) {
    const auto number = static_cast<pid_t>(who.number);
    const Descriptor process(static_cast<int>(::syscall(SYS_pidfd_open, number, 0U)), "a process of a cell");
    if (!process.is_open()) return;
    // Held by the descriptor the number cannot pass to another process: now it can be asked who it is.
    const auto is = process_of(who.number);
    if (is && is->parent == parent && is->started == who.started)
        ::syscall(SYS_pidfd_send_signal, process.number(), SIGKILL, nullptr, 0U);
}

}  // namespace assay::cell
