// SPDX-License-Identifier: Apache-2.0
// Runs between fork and exec: system calls only, no allocation, no lock, no C++ library that might do either.
#include "base/cell/supervisor.hpp"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/mount.h>
#include <poll.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace assay::cell {

namespace {

void send(int report, const Report& message) {
    while (::write(report, &message, sizeof message) < 0 && errno == EINTR) {}
}

[[noreturn]] void give_up(int report, Step step) {
    send(report, {.kind = Report::Kind::Failed, .step = step, .error = errno});
    ::_exit(1);
}

bool write_file(const char* path, const char* text) {
    const int file = ::open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const auto size = static_cast<ssize_t>(std::strlen(text));
    const bool written = ::write(file, text, static_cast<std::size_t>(size)) == size;
    return ::close(file) == 0 && written;
}

// A copy of what a descriptor shows, to be mounted elsewhere.
int clone_tree(int source, unsigned flags) {
    return static_cast<int>(
        ::syscall(SYS_open_tree, source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | flags));
}

/// `/proc/1/uid_map` and the like.
struct ProcPath {
    char text[64] = "/proc/";

    ProcPath(const char* above, int number, const char* below) {
        char digits[16];
        int at = sizeof digits;
        digits[--at] = '\0';
        do {
            digits[--at] = static_cast<char>('0' + number % 10);
            number /= 10;
        } while (number > 0);
        std::strncat(text, above, 16);
        std::strncat(text, digits + at, 16);
        std::strncat(text, below, 16);
    }
};

// What a descriptor from another mount namespace shows, in ours: by its path, and only if that leads to the same.
int open_here(int source) {
    char path[4096];
    const auto size = ::readlink(ProcPath("self/fd/", source, "").text, path, sizeof path - 1);
    if (size <= 0) return -1;
    path[size] = '\0';
    const int here = ::open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    struct stat wanted{}, found{};
    if (here < 0 || ::fstat(source, &wanted) != 0 || ::fstat(here, &found) != 0) return -1;
    if (wanted.st_dev == found.st_dev && wanted.st_ino == found.st_ino) return here;
    errno = ENOENT;
    return -1;
}

// Mounts the staged descriptors below `stage` in a mount namespace of our own. They are cloned first. By root at once:
// once in another namespace, a descriptor can no longer be bound. Others may clone in their own namespace only, and
// there with all that is mounted below.
bool stage(const Orders& orders) {
    const bool is_root = orders.origin == Orders::Origin::Fresh;
    for (auto& one : orders.staged)
        if (is_root && (one.source = clone_tree(one.source, 0)) < 0) return false;
    if (::unshare(CLONE_NEWNS) != 0) return false;
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
    for (auto& one : orders.staged) {
        if (is_root) continue;
        const int here = open_here(one.source);
        if (here < 0 || (one.source = clone_tree(here, AT_RECURSIVE)) < 0) return false;
    }
    if (::mount("stage", orders.stage, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755,size=1m") != 0)
        return false;
    for (const auto& one : orders.staged) {
        if (one.is_folder ? ::mkdir(one.place, 0755) != 0 : ::mknod(one.place, S_IFREG | 0444, 0) != 0) return false;
        if (::syscall(SYS_move_mount, one.source, "", AT_FDCWD, one.place, MOVE_MOUNT_F_EMPTY_PATH) != 0) return false;
    }
    return true;
}

bool hand_over(Orders& orders) {
    // What our program opened without close-on-exec must not get in either.
    if (::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) return false;
    const auto move_away = [](int number) { return ::fcntl(number, F_DUPFD_CLOEXEC, kHandoversMax); };
    orders.report = move_away(orders.report);
    for (auto& one : orders.handovers)
        if ((one.from = move_away(one.from)) < 0) return false;
    for (const auto& one : orders.handovers)
        if (::dup2(one.from, one.to) < 0) return false;
    return true;
}

void reset_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Waits for one byte from the other end of the pipe.
bool wait_for(int reading) {
    char byte = 0;
    ssize_t got = 0;
    while ((got = ::read(reading, &byte, 1)) < 0 && errno == EINTR) {}
    return got == 1;
}

bool tell(int writing) {
    ssize_t put = 0;
    while ((put = ::write(writing, "!", 1)) < 0 && errno == EINTR) {}
    return put == 1;
}

/// Between supervisor and launcher: the namespace is there, its maps are there.
struct Mapping {
    int made[2] = {-1, -1};
    int mapped[2] = {-1, -1};
};

bool is_mapped_by_supervisor(const Orders& orders) {
    return orders.origin == Orders::Origin::Fresh || orders.origin == Orders::Origin::Subordinate;
}

bool make_users(const Orders& orders, const Mapping& mapping) {
    if (::unshare(CLONE_NEWUSER) != 0) return false;
    switch (orders.origin) {
        case Orders::Origin::Fresh:
        case Orders::Origin::Subordinate:
            ::close(mapping.mapped[1]);
            return tell(mapping.made[1]) && wait_for(mapping.mapped[0]);
        case Orders::Origin::Keeper: return true;
        case Orders::Origin::Own: break;
    }
    return write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", orders.uid_map) &&
           write_file("/proc/self/gid_map", orders.gid_map);
}

// The supervisor's part of it. A launcher that has failed has said so itself.
bool map_users(const Orders& orders, const Mapping& mapping, pid_t launched) {
    ::close(mapping.made[1]);
    if (!wait_for(mapping.made[0])) return true;
    return write_file(ProcPath("", launched, "/uid_map").text, orders.uid_map) &&
           write_file(ProcPath("", launched, "/gid_map").text, orders.gid_map) && tell(mapping.mapped[1]);
}

bool become_user(const Orders& orders) {
    if (orders.origin == Orders::Origin::Own) return true;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(orders.gid, orders.gid, orders.gid) != 0 ||
        ::setresuid(orders.uid, orders.uid, orders.uid) != 0)
        return false;
    // For a range bubblewrap makes no user namespace, so its --disable-userns is not to be had: the same by hand.
    return !orders.is_range || write_file("/proc/sys/user/max_user_namespaces", "0");
}

bool limit(const Orders& orders) {
    for (const auto& one : orders.limits) {
        rlimit now{};
        const auto resource = static_cast<__rlimit_resource_t>(one.resource);
        if (::getrlimit(resource, &now) != 0) return false;
        if (now.rlim_max == RLIM_INFINITY || now.rlim_max > one.value) now.rlim_max = one.value;
        now.rlim_cur = now.rlim_max;
        if (::setrlimit(resource, &now) != 0) return false;
    }
    return true;
}

[[noreturn]] void launch(Orders orders, const Mapping& mapping) {
    if (!make_users(orders, mapping)) give_up(orders.report, Step::Namespace);
    // A cookie of its own, which all of the cell inherits: the kernel then runs nothing else on the same core's other
    // threads. Refused where the kernel or the processor has no such thing.
    const bool has_own_cores =
        ::prctl(PR_SCHED_CORE, PR_SCHED_CORE_CREATE, 0, PR_SCHED_CORE_SCOPE_THREAD_GROUP, 0) == 0;
    send(orders.report, {.kind = Report::Kind::Launched, .process = ::getpid(), .has_own_cores = has_own_cores});
    if (!wait_for(orders.go)) ::_exit(1);
    if (!become_user(orders)) give_up(orders.report, Step::BecomeUser);
    if (!hand_over(orders)) give_up(orders.report, Step::HandOver);
    if (!limit(orders)) give_up(orders.report, Step::SetLimits);
    ::umask(orders.umask);
    reset_signals();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    char* const no_environment[] = {nullptr};
    ::execve(orders.program, orders.arguments, no_environment);
    give_up(orders.report, Step::Execute);
}

struct Usage {
    std::uint64_t cpu_microseconds = 0;
    std::uint64_t largest_process_bytes = 0;

    void add(const rusage& used) {
        const auto microseconds = [](const timeval& time) {
            return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_usec);
        };
        cpu_microseconds += microseconds(used.ru_utime) + microseconds(used.ru_stime);
        const auto bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
        if (bytes > largest_process_bytes) largest_process_bytes = bytes;
    }
};

// The parent's number in a /proc/pid/stat, or 0.
pid_t parent_of(const char* pid) {
    char path[64] = "/proc/";
    std::strncat(path, pid, 32);
    std::strncat(path, "/stat", 8);
    char text[512];
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const auto size = ::read(file, text, sizeof text - 1);
    ::close(file);
    if (size <= 0) return 0;
    text[size] = '\0';
    const char* name_end = std::strrchr(text, ')');
    if (!name_end || std::strlen(name_end) < 5) return 0;
    return static_cast<pid_t>(std::strtol(name_end + 4, nullptr, 10));
}

// Every child we have is the cell's: bubblewrap, or an orphan of its that we adopted.
void kill_children() {
    const int proc = ::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (proc < 0) return;
    struct Entry {
        std::uint64_t inode;
        std::int64_t offset;
        std::uint16_t size;
        std::uint8_t type;
        char name[1];
    };
    alignas(Entry) char buffer[16384];
    long got = 0;
    const auto self = ::getpid();
    while ((got = ::syscall(SYS_getdents64, proc, buffer, sizeof buffer)) > 0) {
        for (long at = 0; at < got;) {
            const char* raw = buffer + at;
            std::uint16_t size = 0;
            std::memcpy(&size, raw + offsetof(Entry, size), sizeof size);
            const char* name = raw + offsetof(Entry, name);
            if (name[0] >= '1' && name[0] <= '9' && parent_of(name) == self)
                ::kill(static_cast<pid_t>(std::strtol(name, nullptr, 10)), SIGKILL);
            at += size;
        }
    }
    ::close(proc);
}

// Reaps what has ended; says whether children are left.
bool reap(pid_t launched, bool& launched_ended, int& status, Usage& usage) {
    for (;;) {
        int ended = 0;
        rusage used{};
        const auto child = ::wait4(-1, &ended, WNOHANG, &used);
        if (child < 0 && errno == EINTR) continue;
        if (child < 0) return false;
        if (child == 0) return true;
        usage.add(used);
        if (child == launched) {
            launched_ended = true;
            status = ended;
        }
    }
}

[[noreturn]] void supervise(pid_t launched, int control, int report, int children) {
    bool stopping = false, launched_ended = false;
    int status = 0;
    Usage usage;
    while (reap(launched, launched_ended, status, usage)) {
        // Once bubblewrap is gone nothing of the cell may stay; until its process 1 is set up, it would.
        if (stopping || launched_ended) kill_children();
        pollfd waits[] = {{children, POLLIN, 0}, {stopping ? -1 : control, POLLIN, 0}};
        constexpr int kAgainMilliseconds = 20;
        if (::poll(waits, 2, stopping || launched_ended ? kAgainMilliseconds : -1) <= 0) continue;
        if (waits[1].revents) stopping = true;
        signalfd_siginfo drained;
        if (waits[0].revents && ::read(children, &drained, sizeof drained) < 0 && errno != EAGAIN) stopping = true;
    }
    send(report, {.kind = Report::Kind::Ended,
                  .status = status,
                  .cpu_microseconds = usage.cpu_microseconds,
                  .largest_process_bytes = usage.largest_process_bytes});
    ::_exit(0);
}

}  // namespace

const char* describe(Step step) {
    switch (step) {
        case Step::None: break;
        case Step::Stage: return "laying out its files";
        case Step::Launch: return "starting it";
        case Step::Namespace: return "making a user namespace";
        case Step::Maps: return "mapping its users";
        case Step::BecomeUser: return "becoming its user";
        case Step::SetLimits: return "setting its limits";
        case Step::HandOver: return "handing over its descriptors";
        case Step::Execute: return "executing bubblewrap";
    }
    return "nothing";
}

pid_t fork_child() {
#ifdef __SANITIZE_THREAD__
    return static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
#else
    return ::fork();
#endif
}

void keep_cell(const Orders& orders) {
    sigset_t all, child;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
    ::setsid();
    ::close(orders.control_writing);
    ::close(orders.go_writing);
    if (::chdir("/") != 0 || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) give_up(orders.report, Step::Launch);
    if (orders.origin == Orders::Origin::Subordinate) {
        if (::unshare(CLONE_NEWUSER) != 0) give_up(orders.report, Step::Namespace);
        send(orders.report, {.kind = Report::Kind::Unmapped, .process = ::getpid()});
        if (!wait_for(orders.go)) ::_exit(1);
    }
    if (!orders.staged.empty() && !stage(orders)) give_up(orders.report, Step::Stage);

    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    const int children = ::signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK);
    if (children < 0) give_up(orders.report, Step::Launch);
    Mapping mapping;
    if (is_mapped_by_supervisor(orders) &&
        (::pipe2(mapping.made, O_CLOEXEC) != 0 || ::pipe2(mapping.mapped, O_CLOEXEC) != 0))
        give_up(orders.report, Step::Launch);
    const auto launched = fork_child();
    if (launched < 0) give_up(orders.report, Step::Launch);
    if (launched == 0) launch(orders, mapping);
    if (is_mapped_by_supervisor(orders) && !map_users(orders, mapping, launched)) {
        const auto cause = errno;
        ::kill(launched, SIGKILL);
        errno = cause;
        give_up(orders.report, Step::Maps);
    }

    // Keep nothing open but three: what we held would stay open as long as the cell runs.
    const int kept[] = {::fcntl(orders.control, F_DUPFD_CLOEXEC, kHandoversMax),
                        ::fcntl(orders.report, F_DUPFD_CLOEXEC, kHandoversMax),
                        ::fcntl(children, F_DUPFD_CLOEXEC, kHandoversMax)};
    for (int i = 0; i < 3; ++i)
        if (kept[i] < 0 || ::dup2(kept[i], i) < 0) {
            ::kill(launched, SIGKILL);
            give_up(orders.report, Step::Launch);
        }
    ::close_range(3, ~0U, 0);
    supervise(launched, 0, 1, 2);
}

}  // namespace assay::cell
