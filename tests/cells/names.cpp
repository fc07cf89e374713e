// SPDX-License-Identifier: Apache-2.0
// Makes empty files in the folder that is its argument, without end.
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <unistd.h>

int main(int, char** argv) {
    if (chdir(argv[1]) != 0) return 1;
    for (unsigned long i = 0;; ++i) {
        const int file = open(std::to_string(i).c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        if (file < 0) {
            std::printf("no more after %lu\n", i);
            return 4;
        }
        close(file);
    }
}
