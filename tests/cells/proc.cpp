// SPDX-License-Identifier: Apache-2.0
// Reaches for the kernel's switches in /proc. The argument names one kind; without one all are tried. Nothing is
// written.
#include "tests/cells/attempt.hpp"

#include <fcntl.h>

namespace {

void open_to_write(Attempts& attempts, std::initializer_list<const char*> paths) {
    for (const char* path : paths) attempts.must_fail(path, open(path, O_WRONLY | O_CLOEXEC));
}

void core(Attempts& attempts, const char*) {
    open_to_write(attempts, {"/proc/sys/kernel/core_pattern", "/proc/sys/fs/suid_dumpable"});
}
void programs(Attempts& attempts, const char*) {
    open_to_write(attempts, {"/proc/sys/kernel/modprobe", "/proc/sys/kernel/poweroff_cmd"});
}
void binfmt(Attempts& attempts, const char*) { open_to_write(attempts, {"/proc/sys/fs/binfmt_misc/register"}); }
void switches(Attempts& attempts, const char*) {
    open_to_write(attempts,
                  {"/proc/sys/kernel/hostname", "/proc/sys/kernel/shmmax", "/proc/sys/kernel/randomize_va_space",
                   "/proc/sys/vm/overcommit_memory", "/proc/sys/user/max_user_namespaces"});
}
void network(Attempts& attempts, const char*) {
    open_to_write(attempts, {"/proc/sys/net/ipv4/ip_forward", "/proc/sys/net/ipv4/ping_group_range"});
}
void sysrq(Attempts& attempts, const char*) { open_to_write(attempts, {"/proc/sysrq-trigger"}); }
void interrupts(Attempts& attempts, const char*) { open_to_write(attempts, {"/proc/irq/default_smp_affinity"}); }
void memory(Attempts& attempts, const char*) {
    for (const char* path : {"/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/proc/kpageflags", "/proc/kpagecgroup"})
        attempts.must_fail(path, open(path, O_RDONLY | O_CLOEXEC));
}

constexpr Part kParts[] = {
    {"core", core},       {"programs", programs}, {"binfmt", binfmt},         {"switches", switches},
    {"network", network}, {"sysrq", sysrq},       {"interrupts", interrupts}, {"memory", memory}};

}  // namespace

int main(int argc, char** argv) { return attempt_parts(kParts, argc, argv); }
