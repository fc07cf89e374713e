// SPDX-License-Identifier: Apache-2.0
#include "base/cell/syscalls.hpp"

namespace assay::cell::syscalls {

namespace {

constexpr const char* kComputing[] = {
    "brk",           "clock_getres",
    "clock_gettime", "clock_nanosleep",
    "close",         "dup",
    "exit",          "exit_group",
    "fadvise64",     "fcntl",
    "fstat",         "futex",
    "getcpu",        "getegid",
    "geteuid",       "getgid",
    "getpid",        "getppid",
    "getrandom",     "getrusage",
    "gettid",        "gettimeofday",
    "getuid",        "lseek",
    "madvise",       "mmap",
    "mprotect",      "mremap",
    "munmap",        "nanosleep",
    "poll",          "pread64",
    "preadv",        "preadv2",
    "prlimit64",     "pwrite64",
    "read",          "readahead",
    "readv",         "restart_syscall",
    "rt_sigaction",  "rt_sigprocmask",
    "rt_sigreturn",  "sched_getaffinity",
    "sched_yield",   "set_robust_list",
    "sigaltstack",   "sysinfo",
    "tgkill",        "time",
    "uname",         "write",
    "writev",
#ifdef __SANITIZE_ADDRESS__
    "pipe2",  // by which the sanitizer of undefined behaviour asks whether an address can be read
#endif
};

// The reaper that bubblewrap leaves as process 1 runs under the same filter: wait4.
constexpr const char* kStarting[] = {
    "access",     "arch_prctl",      "close_range", "dup2",  "dup3",   "execve", "faccessat", "faccessat2", "getcwd",
    "getdents64", "getrlimit",       "newfstatat",  "open",  "openat", "prctl",  "readlink",  "readlinkat", "rseq",
    "seccomp",    "set_tid_address", "stat",        "lstat", "statfs", "statx",  "wait4",
#ifdef __SANITIZE_THREAD__
    "clone",      "personality",     "unlink",  // of the sanitizer's own start: a thread, and a file of its memory
#endif
};

// memfd_create is not among them: such a file is in no file system that has a size, and can be sent to a process
// sees it. Programs then make one in /dev/shm or /tmp.
constexpr const char* kFiles[] = {
    "access",
    "chdir",
    "chmod",
    "chown",
    "copy_file_range",
    "creat",
    "faccessat",
    "faccessat2",
    "fallocate",
    "fchdir",
    "fchmod",
    "fchmodat",
    "fchmodat2",
    "fchown",
    "fchownat",
    "fgetxattr",
    "flistxattr",
    "flock",
    "fremovexattr",
    "fsetxattr",
    "fstatfs",
    "ftruncate",
    "futimesat",
    "getcwd",
    "getdents",
    "getdents64",
    "getxattr",
    "inotify_add_watch",
    "inotify_init",
    "inotify_init1",
    "inotify_rm_watch",
    "lchown",
    "lgetxattr",
    "link",
    "linkat",
    "listxattr",
    "llistxattr",
    "lremovexattr",
    "lsetxattr",
    "lstat",
    "mkdir",
    "mkdirat",
    "mknod",
    "mknodat",
    "newfstatat",
    "open",
    "openat",
    "openat2",
    "pwritev",
    "pwritev2",
    "readlink",
    "readlinkat",
    "removexattr",
    "rename",
    "renameat",
    "renameat2",
    "rmdir",
    "sendfile",
    "setxattr",
    "stat",
    "statfs",
    "statx",
    "symlink",
    "symlinkat",
    "truncate",
    "umask",
    "unlink",
    "unlinkat",
    "utime",
    "utimensat",
    "utimes",
};

constexpr const char* kProcesses[] = {
    "alarm",
    "arch_prctl",
    "cachestat",
    "capget",
    "capset",
    "chroot",
    "clone",
    "close_range",
    "dup2",
    "dup3",
    "execve",
    "execveat",
    "fork",
    "get_mempolicy",
    "get_robust_list",
    "getgroups",
    "getitimer",
    "getpgid",
    "getpgrp",
    "getpriority",
    "getresgid",
    "getresuid",
    "getrlimit",
    "getsid",
    "ioctl",
    "ioprio_get",
    "ioprio_set",
    "kill",
    "membarrier",
    "mincore",
    "mlock",
    "mlock2",
    "mlockall",
    "mseal",
    "msync",
    "munlock",
    "munlockall",
    "pause",
    "pidfd_open",
    "pidfd_send_signal",
    "pkey_alloc",
    "pkey_free",
    "pkey_mprotect",
    "prctl",
    "rseq",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_getattr",
    "sched_getparam",
    "sched_getscheduler",
    "sched_rr_get_interval",
    "sched_setaffinity",
    "sched_setattr",
    "sched_setparam",
    "sched_setscheduler",
    "seccomp",
    "set_tid_address",
    "setfsgid",
    "setfsuid",
    "setgid",
    "setgroups",
    "setitimer",
    "setpgid",
    "setpriority",
    "setregid",
    "setresgid",
    "setresuid",
    "setreuid",
    "setrlimit",
    "setsid",
    "setuid",
    "times",
    "tkill",
    "vfork",
    "wait4",
    "waitid",
};

constexpr const char* kWaiting[] = {
    "epoll_create",      "epoll_create1",    "epoll_ctl",       "epoll_ctl_old", "epoll_pwait",
    "epoll_pwait2",      "epoll_wait",       "epoll_wait_old",  "eventfd",       "eventfd2",
    "futex_requeue",     "futex_wait",       "futex_waitv",     "futex_wake",    "ppoll",
    "pselect6",          "rt_sigpending",    "rt_sigqueueinfo", "rt_sigsuspend", "rt_sigtimedwait",
    "rt_tgsigqueueinfo", "select",           "signalfd",        "signalfd4",     "timer_create",
    "timer_delete",      "timer_getoverrun", "timer_gettime",   "timer_settime", "timerfd_create",
    "timerfd_gettime",   "timerfd_settime",
};

constexpr const char* kExchanging[] = {
    "accept",     "accept4", "bind",   "connect", "getpeername", "getsockname", "getsockopt", "listen",
    "msgctl",     "msgget",  "msgrcv", "msgsnd",  "pipe",        "pipe2",       "recvfrom",   "recvmmsg",
    "recvmsg",    "semctl",  "semget", "semop",   "semtimedop",  "sendmmsg",    "sendmsg",    "sendto",
    "setsockopt", "shmat",   "shmctl", "shmdt",   "shmget",      "shutdown",
};

constexpr const char* kSyncing[] = {
    "fdatasync", "fsync", "sync", "sync_file_range", "syncfs",
};

constexpr const char* kOpening[] = {
    "access", "faccessat", "faccessat2", "getcwd",     "ioctl", "lstat",  "newfstatat", "open",
    "openat", "openat2",   "readlink",   "readlinkat", "stat",  "statfs", "statx",
};

}  // namespace

Names computing() { return kComputing; }
Names starting() { return kStarting; }
Names files() { return kFiles; }
Names processes() { return kProcesses; }
Names waiting() { return kWaiting; }
Names exchanging() { return kExchanging; }
Names syncing() { return kSyncing; }
Names opening() { return kOpening; }

}  // namespace assay::cell::syscalls
