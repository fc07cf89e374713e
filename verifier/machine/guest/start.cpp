// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest/start.hpp"

#include "verifier/machine/guest.hpp"
#include "verifier/machine/guest/layout.hpp"
#include "verifier/machine/guest/system.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::verifier::guest {

namespace {

struct Filter {
    std::vector<sock_filter> rules;
};

std::vector<Filter> read_filters(const Job& job) {
    std::vector<Filter> out;
    for (const auto& name : job.filters) {
        const auto text = read_text("/share/input/" + name);
        errno = EBADMSG;
        need(!text.empty() && text.size() % sizeof(sock_filter) == 0, "reading a filter");
        Filter filter;
        filter.rules.resize(text.size() / sizeof(sock_filter));
        std::memcpy(filter.rules.data(), text.data(), text.size());
        out.push_back(std::move(filter));
    }
    return out;
}

void limit(int resource, std::uint64_t value) {
    const rlimit both{.rlim_cur = value, .rlim_max = value};
    need(::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0, "setting a limit");
}

/// Becomes the command. `mapped` closes when its user is mapped.
[[noreturn]] void become_command(const Job& job, std::vector<Filter>& filters, int unshared, int mapped) {
    limit(RLIMIT_NOFILE, job.open_files);
    limit(RLIMIT_FSIZE, job.file_bytes);
    limit(RLIMIT_CORE, 0);
    need(::unshare(CLONE_NEWUSER) == 0, "making a user namespace");
    ::close(unshared);
    char none = 0;
    while (::read(mapped, &none, 1) < 0 && errno == EINTR) {}
    need(::setgroups(0, nullptr) == 0 && ::setresgid(job.gid, job.gid, job.gid) == 0 &&
             ::setresuid(job.uid, job.uid, job.uid) == 0,
         "becoming the build's user");
    ::umask(job.umask);
    need(::chdir(job.directory.c_str()) == 0, "going to " + job.directory);
    need(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "closing the command");
    std::vector<char*> command, environment;
    for (const auto& argument : job.command) command.push_back(const_cast<char*>(argument.c_str()));
    for (const auto& variable : job.environment) environment.push_back(const_cast<char*>(variable.c_str()));
    command.push_back(nullptr);
    environment.push_back(nullptr);
    say(kBegins);
    for (auto& filter : filters) {
        const sock_fprog program{.len = static_cast<unsigned short>(filter.rules.size()),
                                 .filter = filter.rules.data()};
        if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) ::_exit(126);
    }
    ::execve(command.front(), command.data(), environment.data());
    ::_exit(127);
}

void map_user(pid_t process, const Job& job) {
    const auto folder = "/proc/" + std::to_string(process);
    const auto line = [](unsigned id) { return std::to_string(id) + " " + std::to_string(id) + " 1\n"; };
    need(write_text(folder + "/uid_map", line(job.uid)) && write_text(folder + "/gid_map", line(job.gid)),
         "mapping the build's user");
}

/// The first process of the build's own: starts the command and waits for it. When it ends, all others of the build do.
[[noreturn]] void be_first(const Job& job, std::vector<Filter>& filters, int told) {
    mount_at("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mount_at("/proc/sys", "/proc/sys", nullptr, MS_BIND);
    mount_at(nullptr, "/proc/sys", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mount_at(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV);
    int unshared[2], mapped[2];
    need(::pipe2(unshared, O_CLOEXEC) == 0 && ::pipe2(mapped, O_CLOEXEC) == 0, "starting the command");
    const auto command = ::fork();
    need(command >= 0, "starting the command");
    if (command == 0) {
        ::close(unshared[0]);
        ::close(mapped[1]);
        become_command(job, filters, unshared[1], mapped[0]);
    }
    ::close(unshared[1]);
    char none = 0;
    while (::read(unshared[0], &none, 1) < 0 && errno == EINTR) {}
    map_user(command, job);
    ::close(mapped[1]);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    for (;;) {
        int status = 0;
        const auto ended = ::wait4(-1, &status, 0, nullptr);
        if (ended < 0 && errno != EINTR) ::_exit(1);
        if (ended != command) continue;
        // As bubblewrap, and shells, tell a signal: a cell cannot tell them apart either.
        const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        const bool is_signal = code > 128 && code < 128 + NSIG;
        const Ended words{.ending = static_cast<std::uint32_t>(is_signal ? Ending::Signal : Ending::Code),
                          .value = static_cast<std::uint32_t>(is_signal ? code - 128 : code)};
        static_cast<void>(!::write(told, &words, sizeof words));
        ::_exit(0);
    }
}

}  // namespace

[[noreturn]] void start_build(const Job& job, int go, int told) {
    char none = 0;
    while (::read(go, &none, 1) < 0 && errno == EINTR) {}
    auto filters = read_filters(job);
    need(::unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP) == 0,
         "making namespaces");
    mount_at(nullptr, "/", nullptr, MS_REC | MS_PRIVATE);
    need(::sethostname(job.host_name.data(), job.host_name.size()) == 0, "setting the host name");
    lay_root(job);
    need(::chdir("/new") == 0 && ::mount(".", "/", nullptr, MS_MOVE, nullptr) == 0 && ::chroot(".") == 0 &&
             ::chdir("/") == 0,
         "entering the root");
    const auto first = ::fork();
    need(first >= 0, "starting the build");
    if (first == 0) be_first(job, filters, told);
    ::close(told);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    int status = 0;
    while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {}
    ::_exit(WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1);
}

}  // namespace assay::verifier::guest
