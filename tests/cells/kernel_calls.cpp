// SPDX-License-Identifier: Apache-2.0
// Asks for system calls that no build needs and that have led out of sandboxes. The argument names a group of them;
// without one all are tried. The arguments of the calls are such that none changes anything where it is allowed.
#include "tests/cells/attempt.hpp"

#include <string_view>

#include <sys/personality.h>

namespace {

struct Call {
    const char* group;
    const char* name;
    long number;
};

constexpr Call kCalls[] = {
    {"io_uring", "io_uring_setup", SYS_io_uring_setup},
    {"io_uring", "io_uring_enter", SYS_io_uring_enter},
    {"io_uring", "io_uring_register", SYS_io_uring_register},
    {"keys", "keyctl", SYS_keyctl},
    {"keys", "add_key", SYS_add_key},
    {"keys", "request_key", SYS_request_key},
    {"bpf", "bpf", SYS_bpf},
    {"perf", "perf_event_open", SYS_perf_event_open},
    {"userfaultfd", "userfaultfd", SYS_userfaultfd},
    {"ptrace", "ptrace", SYS_ptrace},
    {"processes", "process_vm_readv", SYS_process_vm_readv},
    {"processes", "process_vm_writev", SYS_process_vm_writev},
    {"processes", "process_madvise", SYS_process_madvise},
    {"pidfd_getfd", "pidfd_getfd", SYS_pidfd_getfd},
    {"kcmp", "kcmp", SYS_kcmp},
    {"mount", "mount", SYS_mount},
    {"mount", "umount2", SYS_umount2},
    {"mount", "pivot_root", SYS_pivot_root},
    {"new-mount", "fsopen", SYS_fsopen},
    {"new-mount", "fsconfig", SYS_fsconfig},
    {"new-mount", "fsmount", SYS_fsmount},
    {"new-mount", "fspick", SYS_fspick},
    {"new-mount", "open_tree", SYS_open_tree},
    {"new-mount", "move_mount", SYS_move_mount},
    {"new-mount", "mount_setattr", SYS_mount_setattr},
    {"namespaces", "unshare", SYS_unshare},
    {"namespaces", "setns", SYS_setns},
    {"namespaces", "clone3", SYS_clone3},
    {"kexec", "kexec_load", SYS_kexec_load},
#ifdef SYS_kexec_file_load
    {"kexec", "kexec_file_load", SYS_kexec_file_load},
#endif
    {"modules", "init_module", SYS_init_module},
    {"modules", "finit_module", SYS_finit_module},
    {"modules", "delete_module", SYS_delete_module},
    {"machine", "reboot", SYS_reboot},
    {"machine", "swapon", SYS_swapon},
    {"machine", "swapoff", SYS_swapoff},
    {"machine", "acct", SYS_acct},
    {"machine", "quotactl", SYS_quotactl},
    {"clock", "clock_settime", SYS_clock_settime},
    {"clock", "clock_adjtime", SYS_clock_adjtime},
    {"clock", "settimeofday", SYS_settimeofday},
    {"clock", "adjtimex", SYS_adjtimex},
    {"handles", "open_by_handle_at", SYS_open_by_handle_at},
    {"handles", "name_to_handle_at", SYS_name_to_handle_at},
    {"fanotify", "fanotify_init", SYS_fanotify_init},
    {"syslog", "syslog", SYS_syslog},
    {"names", "sethostname", SYS_sethostname},
    {"names", "setdomainname", SYS_setdomainname},
    {"vhangup", "vhangup", SYS_vhangup},
    {"pages", "move_pages", SYS_move_pages},
    {"pages", "migrate_pages", SYS_migrate_pages},
    {"pages", "remap_file_pages", SYS_remap_file_pages},
    {"landlock", "landlock_create_ruleset", SYS_landlock_create_ruleset},
    {"hidden-memory", "memfd_secret", SYS_memfd_secret},
    {"hidden-memory", "memfd_create", SYS_memfd_create},
    {"queues", "mq_open", SYS_mq_open},
    {"queues", "mq_unlink", SYS_mq_unlink},
#ifdef SYS_modify_ldt
    {"processor", "modify_ldt", SYS_modify_ldt},
#endif
#ifdef SYS_iopl
    {"processor", "iopl", SYS_iopl},
#endif
#ifdef SYS_ioperm
    {"processor", "ioperm", SYS_ioperm},
#endif
#ifdef SYS_uselib
    {"processor", "uselib", SYS_uselib},
#endif
};

void splice(Attempts& attempts, const char*) {
    attempts.must_fail_with("splice", syscall(SYS_splice, 0, 0, 1, 0, 0, 0), EINVAL);
    attempts.must_fail_with("vmsplice", syscall(SYS_vmsplice, 1, 0, 0, 0), EINVAL);
    int from[2], to[2];
    attempts.must_hold("two pipes", pipe(from) == 0 && pipe(to) == 0 && write(from[1], "x", 1) == 1);
    attempts.must_fail("splice between them", syscall(SYS_splice, from[0], nullptr, to[1], nullptr, 1UL, 0U));
}

void personality_of_others(Attempts& attempts, const char*) {
    attempts.must_fail("a 32-bit personality", personality(PER_LINUX32));
    attempts.must_fail("readable means executable", personality(READ_IMPLIES_EXEC));
}

void own(Attempts& attempts, const char*) {
    attempts.must_hold("address randomisation can be switched off", personality(ADDR_NO_RANDOMIZE) >= 0);
    attempts.must_hold("the personality can be asked for", personality(0xffffffff) >= 0);
}

constexpr Part kParts[] = {{"splice", splice}, {"personality", personality_of_others}, {"own", own}};

}  // namespace

int main(int argc, char** argv) {
    const std::string_view group = argc > 1 ? argv[1] : "";
    Attempts attempts;
    bool is_group = false;
    for (const auto& call : kCalls) {
        if (!group.empty() && group != call.group) continue;
        is_group = true;
        attempts.must_fail_with(call.name, syscall(call.number, 0, 0, 0, 0, 0, 0), ENOSYS);
    }
    const int parts = is_group && !group.empty() ? 0 : attempt_parts(kParts, argc, argv);
    return parts != 0 ? parts : attempts.status();
}
