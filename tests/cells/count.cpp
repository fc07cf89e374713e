// SPDX-License-Identifier: Apache-2.0
// Takes as many of something as it can get, and prints how many that were: `processes`, `files` or `bytes`.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr int kProcessesMost = 500;

long processes() {
    for (long count = 0; count < kProcessesMost; ++count) {
        const auto child = fork();
        if (child < 0) return count;
        if (child == 0)
            for (;;) pause();
    }
    return kProcessesMost;
}

long files() {
    for (long count = 0;; ++count)
        if (dup(0) < 0) return count;
}

long bytes() {
    std::signal(SIGXFSZ, SIG_IGN);
    const int file = open("/tmp/bytes", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    static char piece[65536];
    long count = 0;
    for (ssize_t got = 0; (got = write(file, piece, sizeof piece)) > 0;) count += got;
    return count;
}

}  // namespace

int main(int, char** argv) {
    const std::string_view what = argv[1];
    std::printf("%ld\n", what == "processes" ? processes() : what == "files" ? files() : bytes());
    std::fflush(stdout);
    return 0;
}
