// SPDX-License-Identifier: Apache-2.0
// A program of its own, linked statically and embedded in the library: it runs in cells that hold no library of ours.
#include "base/cell/first.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using assay::cell::first::Failure;
using Step = Failure::Step;

namespace {

int failures = -1;

[[noreturn]] void give_up(Step step) {
    const Failure failure{.step = step, .error = errno};
    while (::write(failures, &failure, sizeof failure) < 0 && errno == EINTR) {}
    ::_exit(1);
}

/// Landlock's words, as the kernel's interface has them: the headers of the oldest system we build on know too few.
namespace landlock {

constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr int kPathBeneath = 1;
constexpr std::uint64_t kExecute = 1U << 0, kWriteFile = 1U << 1, kReadFile = 1U << 2, kReadDir = 1U << 3,
                        kMakeChar = 1U << 6, kMakeBlock = 1U << 11, kRefer = 1U << 13, kTruncate = 1U << 14,
                        kIoctlDevice = 1U << 15;
constexpr std::uint64_t kOfFiles = kExecute | kWriteFile | kReadFile | kTruncate | kIoctlDevice;
constexpr std::uint64_t kScopeAbstractSocket = 1U << 0, kScopeSignal = 1U << 1;

struct Ruleset {
    std::uint64_t handled_files;
    std::uint64_t handled_network;
    std::uint64_t scoped;
};

struct __attribute__((packed)) PathBeneath {
    std::uint64_t allowed;
    std::int32_t parent;
};

std::uint64_t all_of(int abi) {
    if (abi >= 5) return (1U << 16) - 1;
    if (abi >= 3) return (1U << 15) - 1;
    return (1U << 14) - 1;
}

bool allow(int ruleset, int path, std::uint64_t rights) {
    struct stat status{};
    if (::fstat(path, &status) != 0) return false;
    if (!S_ISDIR(status.st_mode)) rights &= kOfFiles;
    const PathBeneath rule{.allowed = rights, .parent = path};
    return ::syscall(kAddRule, ruleset, kPathBeneath, &rule, 0) == 0;
}

bool allow(int ruleset, const char* name, std::uint64_t rights) {
    const int path = ::open(name, O_PATH | O_CLOEXEC);
    if (path < 0) return false;
    const bool done = allow(ruleset, path, rights);
    ::close(path);
    return done;
}

/// Everything there is may be read and executed, the named places written.
bool restrict_to(char** places, int count, int abi) {
    const auto all = all_of(abi);
    const Ruleset wanted{
        .handled_files = all, .handled_network = 0, .scoped = abi >= 6 ? kScopeAbstractSocket | kScopeSignal : 0};
    const auto size = abi >= 6 ? sizeof wanted : abi >= 4 ? offsetof(Ruleset, scoped) : sizeof wanted.handled_files;
    const int ruleset = static_cast<int>(::syscall(kCreateRuleset, &wanted, size, 0));
    if (ruleset < 0) return false;
    if (!allow(ruleset, "/", kExecute | kReadFile | kReadDir)) return false;
    for (int i = 0; i < count; ++i) {
        const auto rights = places[i][0] == assay::cell::first::kOwned
                                ? all & ~(kMakeChar | kMakeBlock | kIoctlDevice)
                                : all & (kReadFile | kReadDir | kWriteFile | kTruncate | kIoctlDevice);
        if (!allow(ruleset, places[i] + 1, rights)) return false;
    }
    // The streams may be opened again by their names in /dev. Pipes need no rule and can have none.
    for (int number = 0; number <= 2; ++number)
        static_cast<void>(allow(ruleset, number, all & (kReadFile | kWriteFile | kTruncate)));
    const bool done = ::syscall(kRestrictSelf, ruleset, 0) == 0;
    ::close(ruleset);
    return done;
}

}  // namespace landlock

constexpr int kFiltersMax = 8;
sock_filter rules[kFiltersMax][4096];
sock_fprog filters[kFiltersMax];
int filter_count = 0;

bool read_filter(int descriptor) {
    auto& filter = filters[filter_count];
    filter.filter = rules[filter_count];
    const auto got = ::pread(descriptor, filter.filter, sizeof rules[0], 0);
    if (got <= 0 || static_cast<std::size_t>(got) % sizeof(sock_filter) != 0) return false;
    filter.len = static_cast<unsigned short>(static_cast<std::size_t>(got) / sizeof(sock_filter));
    ++filter_count;
    return true;
}

void load_filters() {
    for (int i = 0; i < filter_count; ++i)
        if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filters[i], 0, 0) != 0) give_up(Step::Filters);
}

void drop_capabilities() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    __user_cap_data_struct none[2] = {};
    if (::syscall(SYS_capset, &header, none) != 0) give_up(Step::Closing);
}

int number_of(const char* text) { return static_cast<int>(std::strtol(text, nullptr, 10)); }

void close_on_execution(int descriptor) {
    if (::fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) give_up(Step::Closing);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 6) return 2;
    failures = number_of(argv[1]);
    close_on_execution(failures);
    close_on_execution(number_of(argv[2]));
    const int abi = number_of(argv[3]);
    int at = 4;
    for (int left = number_of(argv[at++]); left > 0 && at < argc; --left, ++at) {
        close_on_execution(number_of(argv[at]));
        if (filter_count == kFiltersMax || !read_filter(number_of(argv[at]))) give_up(Step::Filters);
    }
    if (at >= argc) give_up(Step::Arguments);
    const int place_count = number_of(argv[at++]);
    char** const places = argv + at;
    at += place_count;
    if (at >= argc) give_up(Step::Arguments);
    // The child becomes dumpable again when it executes the command.
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) give_up(Step::Closing);

    // The command waits until the other end is closed, which is the last thing of ours that is open.
    int closing[2];
    if (::pipe2(closing, O_CLOEXEC) != 0) give_up(Step::Start);
    const auto command = ::fork();
    if (command < 0) give_up(Step::Start);
    if (command == 0) {
        ::close(closing[1]);
        char none = 0;
        while (::read(closing[0], &none, 1) < 0 && errno == EINTR) {}
        if (abi != 0 && !landlock::restrict_to(places, place_count, abi)) give_up(Step::Landlock);
        load_filters();
        ::execv(argv[at], argv + at);
        give_up(Step::Command);
    }
    drop_capabilities();
    load_filters();
    const auto last = static_cast<unsigned>(closing[1]);
    if (last > 0) ::close_range(0, last - 1, 0);
    ::close_range(last + 1, ~0U, 0);
    ::close(closing[1]);
    for (;;) {
        int status = 0;
        const auto ended = ::wait4(-1, &status, 0, nullptr);
        if (ended < 0 && errno != EINTR) ::_exit(1);
        // As bubblewrap's own reaper, and shells, tell it.
        if (ended == command) ::_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    }
}
