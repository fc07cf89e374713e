// SPDX-License-Identifier: Apache-2.0
#include "base/cell/host_limits.hpp"

#include "base/cell/supervisor.hpp"
#include "base/core/text.hpp"
#include "base/files/descriptor.hpp"

#include <algorithm>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace assay::cell {

namespace {

// The supervisor moves what it hands over above kHandoversMax, each once.
constexpr rlim_t kDescriptorsNeeded = 512;
static_assert(kDescriptorsNeeded > kHandoversMax + Passed::kMax);
// A cell that may write longer files is built all the same; what dies of our limit then is not blamed for it.
constexpr std::uint64_t kFileBytesNeeded = 1U << 30;

std::unexpected<Error> refused(std::string what, std::string hint) {
    return fail(Error(ErrorKind::Sandbox, "building a cell: " + std::move(what)).with_hint(std::move(hint)));
}

std::unexpected<Error> refused_for_files(std::uint64_t may, std::uint64_t needed) {
    return refused("this process may write files of at most " + human_bytes(may) + " (ulimit -f), and the cell needs " +
                       human_bytes(needed),
                   "ulimit -f unlimited, in a new shell where this one is not allowed to");
}

std::optional<std::uint64_t> number_in(const char* path) {
    auto file = Descriptor::open(path, O_RDONLY);
    if (!file) return {};
    const auto bytes = file->read_all(64);
    return bytes ? parse_decimal(trim(text_of(*bytes))) : std::nullopt;
}

rlim_t most_file_bytes() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_FSIZE, &limit) == 0 ? limit.rlim_max : RLIM_INFINITY;
}

}  // namespace

Status check_host(const Limits& limits) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < kDescriptorsNeeded) {
        if (files.rlim_max < kDescriptorsNeeded)
            return refused("this process may have " + std::to_string(files.rlim_max) + " files open (ulimit -n), and " +
                               std::to_string(kDescriptorsNeeded) + " are needed",
                           "ulimit -n 1024, in a new shell where this one is not allowed to");
        files.rlim_cur = kDescriptorsNeeded;
        if (::setrlimit(RLIMIT_NOFILE, &files) != 0)
            return fail(io_error("building a cell: raising the number of open files", errno).as(ErrorKind::Sandbox));
    }
    const auto needed = std::min(limits.file_bytes, kFileBytesNeeded);
    if (const auto most = most_file_bytes(); most < needed) return refused_for_files(most, needed);
    if (::access("/proc/self/exe", F_OK) != 0)
        return refused("/proc is not there, or does not show this process",
                       "mount -t proc proc /proc; in a container, do not mask it");
    return {};
}

Status check_file_limit(const Limits& limits) {
    if (const auto most = most_file_bytes(); most < limits.file_bytes)
        return refused_for_files(most, limits.file_bytes);
    return {};
}

NamespaceSwitches NamespaceSwitches::now() {
    return {.apparmor_restricts = number_in("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
            .unprivileged_clone = number_in("/proc/sys/kernel/unprivileged_userns_clone"),
            .most = number_in("/proc/sys/user/max_user_namespaces")};
}

std::string namespace_hint(const NamespaceSwitches& switches) {
    if (switches.apparmor_restricts.value_or(0) != 0)
        return "AppArmor lets unprivileged users do nothing in a user namespace here: as root, "
               "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or a profile for /usr/bin/bwrap and for this "
               "program with the rule userns; or run it as root";
    if (switches.unprivileged_clone == std::uint64_t{0})
        return "unprivileged users may make no user namespace here: as root, "
               "sysctl -w kernel.unprivileged_userns_clone=1";
    if (switches.most == std::uint64_t{0})
        return "user namespaces are switched off here: as root, sysctl -w user.max_user_namespaces=10000";
    return "user namespaces are needed: see sysctl user.max_user_namespaces and "
           "kernel.unprivileged_userns_clone; a plain chroot forbids them, and so do many containers";
}

}  // namespace assay::cell
