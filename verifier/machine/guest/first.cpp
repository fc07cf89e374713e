// SPDX-License-Identifier: Apache-2.0
// The first program of a build's machine: linked statically, embedded in the library, packed into the initramfs. It
// lays out what a cell lays out (base/cell/bubblewrap.cpp, first.cpp), so that a build sees the same in both: the root
// read-only, owners that are those of the build alone, the same devices, limits and system calls.
#include "verifier/machine/guest.hpp"
#include "verifier/machine/guest/answer.hpp"
#include "verifier/machine/guest/layout.hpp"
#include "verifier/machine/guest/start.hpp"
#include "verifier/machine/guest/system.hpp"

#include <cerrno>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using namespace assay::verifier::guest;

namespace {

std::uint64_t now_milliseconds() {
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &now));
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

int open_port() {
    for (int tries = 0; tries < 100; ++tries) {
        const int port = ::open("/dev/vport0p1", O_WRONLY | O_CLOEXEC);
        if (port >= 0) return port;
        ::usleep(100'000);
    }
    cannot("opening the port of the log");
}

void write_all(int file, const char* at, std::size_t left) {
    while (left > 0) {
        const auto done = ::write(file, at, left);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return;
        at += done;
        left -= static_cast<std::size_t>(done);
    }
}

/// Passes on what the build prints until none of it is left, or its time is over. Says whether it was.
bool attend(int log, std::uint64_t milliseconds) {
    const int port = open_port();
    const auto started = now_milliseconds();
    bool is_over = false;
    static char buffer[64U << 10];
    for (;;) {
        const auto passed = now_milliseconds() - started;
        if (passed >= milliseconds && !is_over) {
            is_over = true;
            write_text("/cgroup/build/cgroup.kill", "1");
        }
        pollfd wait{.fd = log, .events = POLLIN, .revents = 0};
        const auto left = is_over ? 1000 : milliseconds - passed;
        if (::poll(&wait, 1, static_cast<int>(left > 1000 ? 1000 : left)) <= 0) continue;
        const auto got = ::read(log, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return is_over;
        write_all(port, buffer, static_cast<std::size_t>(got));
    }
}

}  // namespace

int main() {
    ::umask(022);
    mount_outside();
    const auto job = read_job();
    mount_work(job);
    raise_loopback();
    set_bounds(job);

    int log[2], go[2], told[2];
    need(::pipe2(log, O_CLOEXEC) == 0 && ::pipe2(go, O_CLOEXEC) == 0 && ::pipe2(told, O_CLOEXEC) == 0,
         "starting the build");
    const auto build = ::fork();
    need(build >= 0, "starting the build");
    if (build == 0) {
        ::dup2(log[1], STDOUT_FILENO);
        ::dup2(log[1], STDERR_FILENO);
        ::close(log[0]);
        ::close(log[1]);
        ::close(go[1]);
        ::close(told[0]);
        start_build(job, go[0], told[1]);
    }
    ::close(log[1]);
    ::close(told[1]);
    need(write_text("/cgroup/build/cgroup.procs", std::to_string(build)), "counting the build");
    ::close(go[1]);
    const bool is_over = attend(log[0], job.milliseconds);
    int status = 0;
    while (::waitpid(build, &status, 0) < 0 && errno == EINTR) {}

    AnswerHead head{};
    Ended ended{};
    if (::read(told[0], &ended, sizeof ended) == static_cast<ssize_t>(sizeof ended)) {
        head.ending = ended.ending;
        head.value = ended.value;
    }
    const auto events = read_text("/cgroup/build/memory.events");
    if (number_after(events, "oom_kill") > 0) head.ending = static_cast<std::uint32_t>(Ending::Memory);
    if (is_over) head.ending = static_cast<std::uint32_t>(Ending::Wall);
    head.processes_exhausted = number_after(read_text("/cgroup/build/pids.events"), "max") > 0 ? 1 : 0;
    head.cpu_microseconds = number_after(read_text("/cgroup/build/cpu.stat"), "usage_usec");
    head.peak_memory_bytes = std::strtoull(read_text("/cgroup/build/memory.peak").c_str(), nullptr, 10);
    // Without an ending the build did not come to its command: what it could not do was said on the console.
    if (head.ending != 0) answer(job, head);
    power_off();
}
