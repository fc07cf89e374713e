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

/// One property of a program that has several. With `argument` it is tried only by name, with the program's second
/// argument.
struct Part {
    const char* name;
    void (*attempt)(Attempts& attempts, const char* argument);
    bool has_argument = false;
};

/// For main: tries the part that the first argument names, or all that need no argument of their own.
template <typename Parts>
int attempt_parts(const Parts& parts, int argc, char** argv) {
    Attempts attempts;
    bool is_known = argc < 2;
    for (const Part& part : parts) {
        if (argc < 2 ? part.has_argument : std::strcmp(part.name, argv[1]) != 0) continue;
        is_known = true;
        if (part.has_argument && argc < 3) return 2;
        part.attempt(attempts, argc < 3 ? "" : argv[2]);
    }
    return is_known ? attempts.status() : 2;
}
