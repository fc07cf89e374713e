// SPDX-License-Identifier: Apache-2.0
#include "base/cell/seccomp.hpp"

#include "base/cell/syscalls.hpp"
#include "tests/support/support.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <linux/filter.h>

using namespace assay;
using namespace assay::cell;
using namespace assay::test;

TEST_CASE("filters are whole programs of the kernel's machine", "[base][cell][seccomp]") {
    need(check_seccomp());
    for (const auto profile : {Profile::Parser, Profile::Build})
        for (const auto syncing : {Syncing::Real, Syncing::Skipped}) {
            const auto filters = need(filters_for(profile, syncing));
            CHECK(filters.size() >= 2);
            for (const auto& filter : filters) {
                const auto size = need(filter.status()).size;
                CHECK(size % sizeof(sock_filter) == 0);
                CHECK(size / sizeof(sock_filter) <= BPF_MAXINSNS);
            }
        }
}

// The thread sanitizer needs more, in its own builds.
#ifndef __SANITIZE_THREAD__

TEST_CASE("no list has a call that leads out of cells", "[base][cell][seccomp]") {
    std::set<std::string> all;
    for (const auto names : {syscalls::computing(), syscalls::starting(), syscalls::files(), syscalls::processes(),
                             syscalls::waiting(), syscalls::exchanging(), syscalls::syncing(), syscalls::opening()})
        all.insert(names.begin(), names.end());
    for (const std::string name : {"mount",
                                   "umount2",
                                   "pivot_root",
                                   "setns",
                                   "unshare",
                                   "clone3",
                                   "ptrace",
                                   "bpf",
                                   "keyctl",
                                   "io_uring_setup",
                                   "memfd_create",
                                   "userfaultfd",
                                   "perf_event_open",
                                   "open_by_handle_at",
                                   "process_vm_writev",
                                   "pidfd_getfd",
                                   "init_module",
                                   "kexec_load",
                                   "reboot",
                                   "landlock_restrict_self",
                                   "splice",
                                   "personality",
                                   "socket"})
        CHECK(!all.contains(name));
}

TEST_CASE("a parser starts no process, makes no socket and opens nothing for good", "[base][cell][seccomp]") {
    std::set<std::string> all;
    for (const auto names : {syscalls::computing(), syscalls::starting()}) all.insert(names.begin(), names.end());
    for (const std::string name : {"clone", "fork", "vfork", "socket", "connect", "unlink", "rename", "chmod", "mkdir"})
        CHECK(!all.contains(name));
}

#endif
