// SPDX-License-Identifier: Apache-2.0
// Leaves a daemon behind that holds stdout and stderr, as the postinst of a package can, then waits, as a package
// manager does, until no process holds its own pipe any more; a child that belongs to it runs meanwhile. Prints how it
// went.
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

int main() {
    int ends[2];
    if (pipe(ends) != 0) return 1;
    const auto child = fork();
    if (child == 0) {
        if (fork() == 0) {
            setsid();
            close(ends[0]);
            for (;;) pause();
        }
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const auto worker = fork();
    if (worker == 0) {
        close(ends[0]);
        close(ends[1]);
        sleep(4);
        _exit(7);
    }
    close(ends[1]);
    char byte = 0;
    const bool is_over = read(ends[0], &byte, 1) == 0;
    waitpid(worker, &status, 0);
    const bool worked = WIFEXITED(status) && WEXITSTATUS(status) == 7;
    std::printf("%s, %s\n", is_over ? "the pipe ended" : "the pipe did not end",
                worked ? "the child worked" : "the child died");
    return is_over && worked ? 0 : 1;
}
