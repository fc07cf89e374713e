// SPDX-License-Identifier: Apache-2.0
#include "base/cell/seccomp.hpp"

#include "base/cell/ioctls.hpp"
#include "base/cell/memory_file.hpp"
#include "base/cell/syscalls.hpp"

#include <seccomp.h>

#include <cerrno>
#include <memory>

#include <linux/netlink.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <unistd.h>

namespace assay::cell {

namespace {

struct Release {
    void operator()(void* context) const { seccomp_release(context); }
};

// The kernel takes commands, families and flags as 32-bit numbers: the upper half must not make two of one.
constexpr scmp_datum_t kLow32 = 0xffffffff;
constexpr scmp_datum_t kSocketType = 0xf;
/// 4,096 of them, which is as many as there can be, are 256 MiB.
constexpr scmp_datum_t kSegmentBytesMax = 64U << 10;

constexpr scmp_datum_t kNamespaceFlags[] = {CLONE_NEWNS,   CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC,
                                            CLONE_NEWUSER, CLONE_NEWPID,    CLONE_NEWNET};

/// A filter in the making; the first error is reported at the end.
class Filter {
public:
    explicit Filter(std::uint32_t otherwise) : context_(seccomp_init(otherwise)) {
        if (context_) keep(seccomp_attr_set(context_.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
    }

    void on(const char* name, std::uint32_t action, std::initializer_list<scmp_arg_cmp> arguments = {}) {
        const int number = seccomp_syscall_resolve_name(name);
        if (!context_ || number == __NR_SCMP_ERROR || number < 0) return;
        keep(seccomp_rule_add_array(context_.get(), action, number, static_cast<unsigned>(arguments.size()),
                                    arguments.begin()));
    }
    void on(syscalls::Names names, std::uint32_t action) {
        for (const auto* name : names) on(name, action);
    }

    Result<Descriptor> compile() {
        auto file = TRY(memory_file("seccomp filter", {}));
        if (!context_) return fail(ErrorKind::Sandbox, "making a seccomp filter: libseccomp does not work here");
        keep(seccomp_export_bpf(context_.get(), file.number()));
        TRY(check());
        if (::lseek(file.number(), 0, SEEK_SET) != 0)
            return fail(io_error("making a seccomp filter", errno).as(ErrorKind::Sandbox));
        return file;
    }
    Status load() {
        if (context_) keep(seccomp_load(context_.get()));
        return check();
    }

private:
    void keep(int result) {
        if (result < 0 && failure_ == 0) failure_ = -result;
    }
    Status check() const {
        if (!context_) return fail(ErrorKind::Sandbox, "making a seccomp filter: libseccomp does not work here");
        if (failure_ != 0) return fail(io_error("making a seccomp filter", failure_).as(ErrorKind::Sandbox));
        return {};
    }

    std::unique_ptr<void, Release> context_;
    int failure_ = 0;
};

// Sockets between the cell's own processes; internet sockets, which reach nothing but the cell's own loopback: test
// suites and Java want them; and rtnetlink, by which Node, Python and Go list the interfaces, the loopback alone. No
// other family, type or protocol: VSOCK and ALG lead past the network namespace, and much of the rest is code that no
// build needs.
void allow_sockets(Filter& filter) {
    for (const auto* name : {"socket", "socketpair"})
        filter.on(name, SCMP_ACT_ALLOW, {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, AF_UNIX)});
    for (const scmp_datum_t type : {scmp_datum_t{SOCK_RAW}, scmp_datum_t{SOCK_DGRAM}})
        filter.on("socket", SCMP_ACT_ALLOW,
                  {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, AF_NETLINK), SCMP_A1(SCMP_CMP_MASKED_EQ, kSocketType, type),
                   SCMP_A2(SCMP_CMP_MASKED_EQ, kLow32, NETLINK_ROUTE)});
    struct Kind {
        scmp_datum_t type;
        scmp_datum_t protocol;
    };
    for (const scmp_datum_t family : {scmp_datum_t{AF_INET}, scmp_datum_t{AF_INET6}}) {
        for (const auto& [type, protocol] : {Kind{SOCK_STREAM, IPPROTO_TCP}, Kind{SOCK_DGRAM, IPPROTO_UDP}}) {
            for (const scmp_datum_t named : {scmp_datum_t{0}, protocol})
                filter.on("socket", SCMP_ACT_ALLOW,
                          {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, family), SCMP_A1(SCMP_CMP_MASKED_EQ, kSocketType, type),
                           SCMP_A2(SCMP_CMP_MASKED_EQ, kLow32, named)});
        }
    }
}

Filter build_calls(Syncing syncing) {
    Filter filter(SCMP_ACT_ERRNO(ENOSYS));
    for (const auto names :
         {syscalls::computing(), syscalls::files(), syscalls::processes(), syscalls::waiting(), syscalls::exchanging()})
        filter.on(names, SCMP_ACT_ALLOW);
    filter.on(syscalls::syncing(), syncing == Syncing::Real ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(0));
    // As on descriptors that cannot be spliced: callers then copy. Most do not expect ENOSYS here, grep among them.
    for (const auto* name : {"splice", "tee", "vmsplice"}) filter.on(name, SCMP_ACT_ERRNO(EINVAL));
    allow_sockets(filter);
    // Address randomisation may be switched off and the setting asked for; no other personality.
    for (const scmp_datum_t persona : {scmp_datum_t{0}, scmp_datum_t{ADDR_NO_RANDOMIZE}, kLow32})
        filter.on("personality", SCMP_ACT_ALLOW, {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, persona)});
    return filter;
}

Filter build_arguments() {
    Filter filter(SCMP_ACT_ALLOW);
    // clone3, whose flags a filter can not read, is not there at all; callers then use clone.
    for (const auto flag : kNamespaceFlags)
        filter.on("clone", SCMP_ACT_ERRNO(EPERM), {SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)});
    // A segment outlives its processes and is in no count of theirs. Small ones tell whether another is alive
    // (PostgreSQL).
    filter.on("shmget", SCMP_ACT_ERRNO(ENOMEM), {SCMP_A1(SCMP_CMP_GT, kSegmentBytesMax)});
    // Pages of the machine's own pool, which are in no count either.
    filter.on("mmap", SCMP_ACT_ERRNO(ENOMEM), {SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_HUGETLB, MAP_HUGETLB)});
    // For sockets that are not there, the answers that programs expect.
    for (scmp_datum_t family = AF_INET6 + 1; family < AF_MAX; ++family)
        if (family != AF_NETLINK)
            filter.on("socket", SCMP_ACT_ERRNO(EAFNOSUPPORT), {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, family)});
    filter.on("socket", SCMP_ACT_ERRNO(EPROTONOSUPPORT),
              {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, AF_NETLINK), SCMP_A2(SCMP_CMP_NE, NETLINK_ROUTE)});
    for (const scmp_datum_t family : {scmp_datum_t{AF_INET}, scmp_datum_t{AF_INET6}})
        filter.on("socket", SCMP_ACT_ERRNO(EPERM),
                  {SCMP_A0(SCMP_CMP_MASKED_EQ, kLow32, family), SCMP_A1(SCMP_CMP_MASKED_EQ, kSocketType, SOCK_RAW)});
    return filter;
}

/// The call that would share memory without a file: what was mapped so and given back is in no count.
Filter parser_arguments() {
    Filter filter(SCMP_ACT_ALLOW);
    constexpr scmp_datum_t kShared = MAP_SHARED | MAP_ANONYMOUS;
    filter.on("mmap", SCMP_ACT_ERRNO(EPERM), {SCMP_A3(SCMP_CMP_MASKED_EQ, kShared, kShared)});
    return filter;
}

Filter parser_calls() {
    Filter filter(SCMP_ACT_KILL_PROCESS);
    filter.on(syscalls::computing(), SCMP_ACT_ALLOW);
    filter.on(syscalls::starting(), SCMP_ACT_ALLOW);
    // The C library asks whether it writes to a terminal; none of the answers matters.
    filter.on("ioctl", SCMP_ACT_ERRNO(ENOTTY));
    return filter;
}

}  // namespace

Result<std::vector<Descriptor>> filters_for(Profile profile, Syncing syncing) {
    std::vector<Descriptor> filters;
    switch (profile) {
        case Profile::Parser:
            filters.push_back(TRY(parser_calls().compile()));
            filters.push_back(TRY(parser_arguments().compile()));
            break;
        case Profile::Build:
            filters.push_back(TRY(build_calls(syncing).compile()));
            filters.push_back(TRY(build_arguments().compile()));
            filters.push_back(TRY(memory_file("seccomp filter", ioctl_filter())));
            break;
    }
    return filters;
}

Status confine_to_computing() {
    Filter filter(SCMP_ACT_KILL_PROCESS);
    filter.on(syscalls::computing(), SCMP_ACT_ALLOW);
    filter.on(syscalls::opening(), SCMP_ACT_ERRNO(EACCES));
    return filter.load();
}

Status check_seccomp() {
    for (const auto profile : {Profile::Parser, Profile::Build}) {
        const auto filters = filters_for(profile, Syncing::Real);
        if (!filters) return fail(filters.error());
    }
    return {};
}

}  // namespace assay::cell
