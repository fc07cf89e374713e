// SPDX-License-Identifier: Apache-2.0
// Leaves a grandchild behind that has a session of its own, ignores what can be ignored, and goes on writing into the
// file that is the first argument.
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

int main(int, char** argv) {
    const int file = open(argv[1], O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0) return 1;
    int ready[2];
    if (pipe(ready) != 0) return 1;
    if (fork() == 0) {
        setsid();
        if (fork() != 0) _exit(0);
        for (int number = 1; number < 32; ++number) signal(number, SIG_IGN);
        for (bool first = true;; first = false) {
            if (write(file, "x", 1) != 1) _exit(1);
            if (first && write(ready[1], "x", 1) != 1) _exit(1);
            usleep(1000);
        }
    }
    char byte = 0;
    return read(ready[0], &byte, 1) == 1 ? 0 : 1;
}
