// SPDX-License-Identifier: Apache-2.0
// Tries to become more than it is. The first argument names one way; without one all are tried. Where one works, it
// changes nothing but this process.
#include "tests/cells/attempt.hpp"

#include <cctype>
#include <csignal>
#include <cstdlib>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

extern char** environ;

namespace {

void capabilities(Attempts& attempts, const char*) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    attempts.must_hold("capabilities can be asked for", syscall(SYS_capget, &header, data) == 0);
    for (const auto& half : data) {
        attempts.must_hold("no capability is in effect", half.effective == 0);
        attempts.must_hold("none is permitted", half.permitted == 0);
        attempts.must_hold("none is inherited", half.inheritable == 0);
    }
    for (int number = 0; number < 41; ++number)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1)
            attempts.must_hold("none is ambient", false);
}

void set_id(Attempts& attempts, const char*) {
    attempts.must_hold("executing gives no new privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    struct statvfs status{};
    attempts.must_hold("programs are on file systems without set-id",
                       statvfs("/usr", &status) == 0 && (status.f_flag & ST_NOSUID) != 0);
}

void root(Attempts& attempts, const char*) {
    attempts.must_hold("it is not root", getuid() != 0 && geteuid() != 0);
    attempts.must_fail("becoming root", setuid(0));
    attempts.must_fail("becoming root's group", setgid(0));
    attempts.must_fail("choosing groups", setgroups(0, nullptr));
}

void settings(Attempts& attempts, const char*) {
    attempts.must_fail("the secure bits", prctl(PR_SET_SECUREBITS, 0, 0, 0, 0));
    attempts.must_fail("the bounding set", prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT, 0, 0, 0));
    attempts.must_fail("where the program's memory lies", prctl(PR_SET_MM, PR_SET_MM_BRK, sbrk(0), 0, 0));
}

void priority(Attempts& attempts, const char*) {
    attempts.must_fail("a higher priority", setpriority(PRIO_PROCESS, 0, -10));
    const sched_param wanted{.sched_priority = 1};
    attempts.must_fail("a real-time priority", sched_setscheduler(0, SCHED_FIFO, &wanted));
    attempts.must_fail("a real-time priority of input and output",
                       syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_RT, 0)));
}

void limits(Attempts& attempts, const char*) {
    for (const auto resource : {RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_FSIZE, RLIMIT_CPU, RLIMIT_CORE}) {
        rlimit now{};
        getrlimit(resource, &now);
        if (now.rlim_max == RLIM_INFINITY) {
            attempts.must_hold("there is a limit", false);
            continue;
        }
        ++now.rlim_max;
        attempts.must_fail("raising a limit", setrlimit(resource, &now));
    }
}

void sparing(Attempts& attempts, const char*) {
    const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    attempts.must_fail("being spared when memory is short", file < 0 ? -1 : write(file, "-1000", 5));
}

void signals(Attempts& attempts, const char*) {
    attempts.must_fail("a signal to everybody", kill(-1, 0));
    for (pid_t number = 2; number < 400; ++number)
        if (number != getpid()) attempts.must_fail("a signal to another process", kill(number, 0));
}

void first(Attempts& attempts, const char*) { attempts.must_fail("a signal to process 1", kill(1, 0)); }

void processes(Attempts& attempts, const char*) {
    int count = 0;
    DIR* listing = opendir("/proc");
    while (const auto* entry = listing ? readdir(listing) : nullptr)
        count += std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0 ? 1 : 0;
    if (listing) closedir(listing);
    attempts.must_hold("two processes are to be seen", count == 2);
}

void other_root(Attempts& attempts, const char*) { attempts.must_fail("changing the root", chroot("/tmp")); }

void variables(Attempts& attempts, const char*) {
    int count = 0;
    for (char** variable = environ; *variable != nullptr; ++variable) ++count;
    attempts.must_hold("PWD is all there is", count == 1 && std::getenv("PWD") != nullptr);
}

void name(Attempts& attempts, const char*) {
    utsname names{};
    uname(&names);
    attempts.must_hold(names.nodename, std::strcmp(names.nodename, "cell") == 0);
}

// The key of a queue that is the machine's.
void queue(Attempts& attempts, const char* key) {
    attempts.must_fail("a System V queue", msgget(static_cast<key_t>(std::atoi(key)), 0));
}

// Root of a user range may change its root, and so may leave the one it changed to.
void leave_root(Attempts& attempts, const char* folder) {
    attempts.must_hold("it may change its root", chdir(folder) == 0 && chroot(folder) == 0);
    attempts.must_hold("and leave it again", mkdir("inner", 0700) == 0 && chroot("inner") == 0);
    for (int i = 0; i < 40; ++i)
        if (chdir("..") != 0) break;
    attempts.must_hold("to a root", chroot(".") == 0);
    for (const char* path : {"/root", "/home", "/var", "/boot", "/etc/shadow", "/dev/mem"})
        attempts.must_fail(path, access(path, F_OK));
}

constexpr Part kParts[] = {{"capabilities", capabilities}, {"set-id", set_id},       {"root", root},
                           {"settings", settings},         {"priority", priority},   {"limits", limits},
                           {"sparing", sparing},           {"signals", signals},     {"processes", processes},
                           {"other-root", other_root},     {"variables", variables}, {"name", name},
                           {"first", first, true},         {"queue", queue, true},   {"leave-root", leave_root, true}};

}  // namespace

int main(int argc, char** argv) { return attempt_parts(kParts, argc, argv); }
