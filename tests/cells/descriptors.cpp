// SPDX-License-Identifier: Apache-2.0
// Looks for open descriptors besides stdin, stdout, stderr and those named by its arguments.
#include "tests/cells/attempt.hpp"

#include <cstdlib>

#include <fcntl.h>

int main(int argc, char** argv) {
    Attempts attempts;
    for (int number = 0; number < 4096; ++number) {
        bool is_given = number < 3;
        for (int i = 1; i < argc; ++i) is_given = is_given || std::atoi(argv[i]) == number;
        char what[64];
        std::snprintf(what, sizeof what, "descriptor %d is %s", number, is_given ? "open" : "closed");
        attempts.must_hold(what, (fcntl(number, F_GETFD) >= 0) == is_given);
    }
    return attempts.status();
}
