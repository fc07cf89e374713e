// SPDX-License-Identifier: Apache-2.0
#include "base/terminal/interrupt.hpp"

#include "base/files/temp.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>
#include <csignal>

namespace assay {

namespace {

// What a signal handler may touch: a lock-free flag and the writing end of a pipe that is never read.
std::atomic<bool> is_requested = false;
int pipe_ends[2] = {-1, -1};
static_assert(std::atomic<bool>::is_always_lock_free);

void on_signal(int signal) {
    const int error_number = errno;
    if (is_requested.exchange(true)) {
        end_without_temporaries(signal);
        std::signal(signal, SIG_DFL);
        std::raise(signal);
    } else if (::write(pipe_ends[1], "!", 1) < 0) {
        // The flag is set; that the pipe is full means it is readable already.
    }
    errno = error_number;
}

}  // namespace

SignalInterrupt::SignalInterrupt() {
    // Without a pipe the flag alone serves: descriptor() is negative then.
    if (::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) pipe_ends[0] = pipe_ends[1] = -1;
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    struct ::sigaction action{};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct ::sigaction before{};
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
        ::sigaction(signal, &action, nullptr);
    }
}

SignalInterrupt& SignalInterrupt::install() {
    static SignalInterrupt only;
    return only;
}

bool SignalInterrupt::requested() const { return is_requested; }

int SignalInterrupt::descriptor() const { return pipe_ends[0]; }

Status wait_for(const Interrupt& interrupt, std::optional<std::chrono::milliseconds> most) {
    // A signal may come between the question and the sleep, and an interrupt without a descriptor wakes no thread.
    constexpr std::chrono::milliseconds kLongest{1'000};
    const auto end = std::chrono::steady_clock::now() + most.value_or(std::chrono::milliseconds(0));
    while (!interrupt.requested()) {
        auto sleep = kLongest;
        if (most) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
            if (left.count() <= 0) return {};
            sleep = std::min(sleep, left);
        }
        ::pollfd wake{.fd = interrupt.descriptor(), .events = POLLIN, .revents = 0};
        if (::poll(&wake, 1, static_cast<int>(sleep.count())) < 0 && errno != EINTR)
            return fail(io_error("waiting", errno));
    }
    return {};
}

}  // namespace assay
