// SPDX-License-Identifier: Apache-2.0
// Reaches for the kernel's switches in /proc.
#include "tests/cells/attempt.hpp"

#include <fcntl.h>

int main() {
    Attempts attempts;
    for (const char* path :
         {"/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/kernel/hostname",
          "/proc/sys/kernel/shmmax", "/proc/sys/kernel/randomize_va_space", "/proc/sys/vm/overcommit_memory",
          "/proc/sys/fs/suid_dumpable", "/proc/sys/user/max_user_namespaces", "/proc/sys/net/ipv4/ip_forward",
          "/proc/sys/net/ipv4/ping_group_range", "/proc/sys/fs/binfmt_misc/register", "/proc/sysrq-trigger",
          "/proc/irq/default_smp_affinity"})
        attempts.must_fail(path, open(path, O_WRONLY | O_CLOEXEC));
    for (const char* path : {"/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/proc/kpageflags"})
        attempts.must_fail(path, open(path, O_RDONLY | O_CLOEXEC));
    return attempts.status();
}
