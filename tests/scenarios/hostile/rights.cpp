// SPDX-License-Identifier: Apache-2.0
// Becoming more than one is, reaching other processes, and what a package's root could do besides.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/first_program.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"

#include <algorithm>
#include <cerrno>
#include <iostream>

#include <sys/ipc.h>
#include <sys/msg.h>
#include <unistd.h>

namespace assay::hostile {

namespace {

// From this one on it can forbid signals.
constexpr int kAbiWithSignals = 6;

void of_the_machine() {
    const auto key = static_cast<key_t>(0x41530000 + (::getpid() & 0xffff));
    const int queue = ::msgget(key, IPC_CREAT | IPC_EXCL | 0666);
    if (queue < 0) give_up(io_error("making a System V queue", errno));
    attempt({"no System V queue of the machine", "rights", {"queue", std::to_string(key)}, Without::Cell});
    ::msgctl(queue, IPC_RMID, nullptr);
    attempt({"no process of the machine is to be seen", "rights", {"processes"}, Without::Cell});
    attempt({"no process of the machine gets a signal", "rights", {"signals"}, Without::Cell});
    if (cell::landlock_abi() >= kAbiWithSignals)
        attempt({"nor does process 1 of the cell (Landlock)", "rights", {"first", "1"}});
    attempt({"no variable of the room's environment", "rights", {"variables"}, Without::Cell});
    attempt({"not the machine's name", "rights", {"name"}, Without::Cell});
    const auto descriptors = cell::run(program("descriptors"));
    row("no descriptor of the room's", descriptors && descriptors->code == 0,
        "no cell: " + outside_first(ASSAY_CELLS "/descriptors 77</dev/null 78</etc"));
    attempt({"no terminal of the room's, and none is typed into", "terminal", {}, Without::Cell});
}

// What a build prints reaches people in messages.
void control_bytes() {
    const auto outcome = cell::run(shell("printf 'a\\033]0;title\\007\\033[2Jb'"));
    const auto raw = printed(outcome);
    const auto is_control = [](const std::string& text) {
        return std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    };
    row("no escape sequence of a build reaches a terminal", is_control(quote(raw)) == 0,
        "as printed: " + std::to_string(is_control(raw)) + " control bytes");
}

void packages(const Folder& place) {
    auto range = cell::HostIds::range();
    if (!range) {
        std::cerr << "a package's root is left out: " << range.error().message() << "\n";
        return;
    }
    const Ids ids = std::make_shared<const cell::HostIds>(std::move(*range));
    const auto work = need(cell::make_work_folder(place, "range"_path, *ids));
    const auto as_root = [&](const std::string& property, const std::string& name, std::vector<std::string> arguments,
                             const std::string& control) {
        auto spec = program(name, std::move(arguments));
        show_work(spec, work, ids);
        const auto outcome = cell::run(std::move(spec));
        const bool held = outcome && outcome->code == 0;
        if (!held) std::cerr << property << ": " << words(outcome) << "\n";
        row(property, held, control);
        need(cell::empty_work_folder(work, ids));
    };
    as_root("a package's root has eight capabilities and neither mounts nor makes devices", "range_root", {"/work"},
            control(Without::Filters, "range_root", "'" + place.name() + "'"));
    as_root("a package's root that leaves its root finds the cell's", "rights", {"leave-root", "/work"},
            control(Without::Filters, "rights", "leave-root '" + place.name() + "'"));
    for (const auto& [what, part] :
         {std::pair{"handler of core files", "core"}, {"switch below /proc/sys", "switches"}, {"SysRq", "sysrq"}})
        as_root("a package's root sets no " + std::string(what), "proc", {part},
                control(Without::Filters, "proc", part));
    as_root("a package's root makes no namespace", "namespaces", {}, control(Without::Filters, "namespaces", ""));
    need(cell::remove_work_tree(place, "range"_path));
    for (const auto* left : {"file", "fifo", "inner"}) static_cast<void>(place.remove_tree(*RelativePath::parse(left)));
}

}  // namespace

void rights(const Folder& place) {
    attempt({"no capability", "rights", {"capabilities"}});
    attempt({"no set-id program gives rights", "rights", {"set-id"}, Without::Cell});
    attempt({"no process becomes root or joins other groups", "rights", {"root"}});
    attempt({"no secure bit, bounding set or place of memory is set", "rights", {"settings"}});
    attempt({"no other root by chroot", "rights", {"other-root"}});
    attempt({"no higher priority, nor a real-time one", "rights", {"priority"}, Without::Cell});
    attempt({"no limit is raised", "rights", {"limits"}, Without::Cell});
    attempt({"no process is spared when memory is short", "rights", {"sparing"}, Without::Cell});
    of_the_machine();
    control_bytes();
    packages(place);
}

}  // namespace assay::hostile
