// SPDX-License-Identifier: Apache-2.0
// Asks for system calls that no build needs and that have led out of sandboxes.
#include "tests/cells/attempt.hpp"

#include <sys/personality.h>

namespace {

struct Call {
    const char* name;
    long number;
};

constexpr Call kCalls[] = {
    {"io_uring_setup", SYS_io_uring_setup},
    {"io_uring_enter", SYS_io_uring_enter},
    {"io_uring_register", SYS_io_uring_register},
    {"keyctl", SYS_keyctl},
    {"add_key", SYS_add_key},
    {"request_key", SYS_request_key},
    {"bpf", SYS_bpf},
    {"perf_event_open", SYS_perf_event_open},
    {"userfaultfd", SYS_userfaultfd},
    {"ptrace", SYS_ptrace},
    {"process_vm_readv", SYS_process_vm_readv},
    {"process_vm_writev", SYS_process_vm_writev},
    {"process_madvise", SYS_process_madvise},
    {"pidfd_getfd", SYS_pidfd_getfd},
    {"kcmp", SYS_kcmp},
    {"mount", SYS_mount},
    {"umount2", SYS_umount2},
    {"fsopen", SYS_fsopen},
    {"fsconfig", SYS_fsconfig},
    {"fsmount", SYS_fsmount},
    {"fspick", SYS_fspick},
    {"open_tree", SYS_open_tree},
    {"move_mount", SYS_move_mount},
    {"mount_setattr", SYS_mount_setattr},
    {"pivot_root", SYS_pivot_root},
    {"unshare", SYS_unshare},
    {"setns", SYS_setns},
    {"clone3", SYS_clone3},
    {"kexec_load", SYS_kexec_load},
    {"init_module", SYS_init_module},
    {"finit_module", SYS_finit_module},
    {"delete_module", SYS_delete_module},
    {"reboot", SYS_reboot},
    {"swapon", SYS_swapon},
    {"swapoff", SYS_swapoff},
    {"clock_settime", SYS_clock_settime},
    {"clock_adjtime", SYS_clock_adjtime},
    {"settimeofday", SYS_settimeofday},
    {"adjtimex", SYS_adjtimex},
    {"open_by_handle_at", SYS_open_by_handle_at},
    {"name_to_handle_at", SYS_name_to_handle_at},
    {"fanotify_init", SYS_fanotify_init},
    {"quotactl", SYS_quotactl},
    {"acct", SYS_acct},
    {"syslog", SYS_syslog},
    {"sethostname", SYS_sethostname},
    {"setdomainname", SYS_setdomainname},
    {"vhangup", SYS_vhangup},
    {"move_pages", SYS_move_pages},
    {"migrate_pages", SYS_migrate_pages},
    {"remap_file_pages", SYS_remap_file_pages},
    {"landlock_create_ruleset", SYS_landlock_create_ruleset},
    {"memfd_secret", SYS_memfd_secret},
#ifdef SYS_kexec_file_load
    {"kexec_file_load", SYS_kexec_file_load},
#endif
#ifdef SYS_modify_ldt
    {"modify_ldt", SYS_modify_ldt},
    {"iopl", SYS_iopl},
    {"ioperm", SYS_ioperm},
    {"uselib", SYS_uselib},
#endif
};

}  // namespace

int main() {
    Attempts attempts;
    for (const auto& [name, number] : kCalls) attempts.must_fail_with(name, syscall(number, 0, 0, 0, 0, 0, 0), ENOSYS);
    attempts.must_fail_with("splice", syscall(SYS_splice, 0, 0, 1, 0, 0, 0), EINVAL);
    attempts.must_fail_with("vmsplice", syscall(SYS_vmsplice, 1, 0, 0, 0), EINVAL);
    attempts.must_fail("a 32-bit personality", personality(PER_LINUX32));
    attempts.must_fail("readable means executable", personality(READ_IMPLIES_EXEC));
    attempts.must_hold("address randomisation can be switched off", personality(ADDR_NO_RANDOMIZE) >= 0);
    attempts.must_hold("the personality can be asked for", personality(0xffffffff) >= 0);
    return attempts.status();
}
