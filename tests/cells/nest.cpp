// SPDX-License-Identifier: Apache-2.0
// In the folder that is its first argument: as many nested folders as the second says, of 250-byte names, the deepest
// closed, and every tenth on the way.
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int, char** argv) {
    int at = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const auto depth = std::atoi(argv[2]);
    const std::string name(250, 'd');
    for (int i = 0; i < depth && at >= 0; ++i) {
        if (mkdirat(at, name.c_str(), 0700) != 0) return 1;
        const int next = openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (i > 0 && i % 10 == 0 && fchmod(at, 0) != 0) return 1;
        close(at);
        at = next;
    }
    if (at < 0 || close(openat(at, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0)) != 0) return 1;
    return fchmod(at, 0) == 0 ? 0 : 1;
}
