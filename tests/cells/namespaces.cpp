// SPDX-License-Identifier: Apache-2.0
// Tries to be root somewhere by making namespaces of its own.
#include "tests/cells/attempt.hpp"

#include <csignal>

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/wait.h>

namespace {

constexpr unsigned long kFlags[] = {CLONE_NEWUSER, CLONE_NEWNS,  CLONE_NEWPID,   CLONE_NEWNET,
                                    CLONE_NEWIPC,  CLONE_NEWUTS, CLONE_NEWCGROUP};

long raw_clone(unsigned long flags) {
    const long child = syscall(SYS_clone, flags | SIGCHLD, nullptr, nullptr, nullptr, nullptr);
    if (child == 0) _exit(0);
    if (child > 0) waitpid(static_cast<pid_t>(child), nullptr, 0);
    return child;
}

}  // namespace

int main() {
    Attempts attempts;
    attempts.must_hold("a plain child can be made", raw_clone(0) > 0);
    for (const unsigned long flag : kFlags) {
        char what[64];
        std::snprintf(what, sizeof what, "clone with %lx", flag);
        attempts.must_fail(what, raw_clone(flag));
        attempts.must_fail(what, raw_clone(flag | CLONE_NEWUSER));
        attempts.must_fail(what, raw_clone(flag | 0xffffffff00000000UL));
        attempts.must_fail("unshare", syscall(SYS_unshare, flag));
    }
    clone_args arguments{};
    arguments.flags = CLONE_NEWUSER;
    arguments.exit_signal = SIGCHLD;
    attempts.must_fail_with("clone3", syscall(SYS_clone3, &arguments, sizeof arguments), ENOSYS);
    attempts.must_fail("more user namespaces", open("/proc/sys/user/max_user_namespaces", O_WRONLY));
    attempts.must_fail("uid_map", open("/proc/self/uid_map", O_WRONLY) >= 0
                                      ? write(open("/proc/self/uid_map", O_WRONLY), "0 0 1\n", 6)
                                      : -1);
    return attempts.status();
}
