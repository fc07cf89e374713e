// SPDX-License-Identifier: Apache-2.0
// System calls that no build needs and that have led out of sandboxes, and the ways around a filter of calls. A control
// that names an error of the call's own shows that the kernel worked on it.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

namespace assay::hostile {

namespace {

struct Group {
    const char* name;
    const char* what;
};

constexpr Group kGroups[] = {
    {"io_uring", "no io_uring, whose calls no filter sees"},
    {"keys", "no keyring of the kernel"},
    {"bpf", "no bpf"},
    {"perf", "no perf_event_open"},
    {"userfaultfd", "no userfaultfd"},
    {"ptrace", "no ptrace"},
    {"processes", "no memory of another process by process_vm_readv and its kin"},
    {"pidfd_getfd", "no descriptor of another process by pidfd_getfd"},
    {"kcmp", "no kcmp"},
    {"mount", "no mount, umount or pivot_root"},
    {"new-mount", "no mount by the newer calls (fsopen, open_tree, move_mount and so on)"},
    {"namespaces", "no unshare, setns or clone3"},
    {"kexec", "no other kernel by kexec"},
    {"modules", "no module of the kernel"},
    {"machine", "no reboot, swap, accounting or quota"},
    {"clock", "no clock is set"},
    {"handles", "no file by its handle, past all folders"},
    {"fanotify", "no fanotify"},
    {"syslog", "no log of the kernel by syslog"},
    {"names", "no name of the machine is set"},
    {"vhangup", "no terminal is hung up"},
    {"pages", "no page is moved"},
    {"landlock", "no Landlock ruleset of its own"},
    {"hidden-memory", "no memfd and no secret memory"},
    {"queues", "no POSIX message queue"},
#if defined(__x86_64__)
    {"processor", "no local descriptor table and no port of the processor"},
#endif
    {"splice", "no splice (Copy Fail)"},
    {"personality", "no other personality"},
};

// Ends with 0 where the kernel worked on the call.
void back_door(const std::string& way) {
    const auto outcome = cell::run(program("back_doors", {way}));
    row("no call by the " + way + " entry", outcome && outcome->signal.has_value(),
        "namespaces alone: " +
            outside(std::string("timeout 5 unshare --user --map-root-user " ASSAY_CELLS "/back_doors ") + way +
                    "; echo ended with $?"));
}

}  // namespace

void calls(const Folder&) {
    for (const auto& [name, what] : kGroups) attempt({what, "kernel_calls", {name}});
    attempt({"no namespace of its own by clone", "namespaces", {}});
#if defined(__x86_64__)
    back_door("32-bit");
    back_door("x32");
#endif
}

}  // namespace assay::hostile
