// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>

#include <sys/syscall.h>
#include <unistd.h>

/// Counts what a hostile program got through with.
struct Attempts {
    int through = 0;

    /// `result` is that of a system call that must have failed.
    void must_fail(const char* what, long result) {
        if (result < 0) return;
        std::printf("got through: %s\n", what);
        ++through;
    }
    /// The same, with the only right answer.
    void must_fail_with(const char* what, long result, int error) {
        if (result < 0 && errno == error) return;
        std::printf("%s: %s\n", what, result < 0 ? std::strerror(errno) : "got through");
        ++through;
    }
    void must_hold(const char* what, bool holds) {
        if (holds) return;
        std::printf("does not hold: %s\n", what);
        ++through;
    }
    int status() const {
        std::fflush(stdout);
        return through == 0 ? 0 : 1;
    }
};
