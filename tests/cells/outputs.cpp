// SPDX-License-Identifier: Apache-2.0
// Leaves unpleasant things in the folder that is its argument.
#include "tests/cells/attempt.hpp"

#include <string>

#include <fcntl.h>
#include <sys/stat.h>

int main(int, char** argv) {
    Attempts attempts;
    attempts.must_hold("the folder can be entered", chdir(argv[1]) == 0);
    attempts.must_hold("a file", close(open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0644)) == 0);
    attempts.must_hold("a link out", symlink("/etc/passwd", "link") == 0);
    attempts.must_hold("a second name", ::link("file", "again") == 0);
    attempts.must_hold("a fifo", mkfifo("fifo", 0666) == 0);
    attempts.must_hold("a sparse file", truncate("file", 1L << 28) == 0);
    attempts.must_hold("a set-user-id file", chmod("file", 06755) == 0);
    attempts.must_hold("a shut folder",
                       mkdir("shut", 0700) == 0 && mkdir("shut/inner", 0700) == 0 && chmod("shut", 0) == 0);
    attempts.must_fail("a device", mknod("device", S_IFCHR | 0666, 0x103));
    attempts.must_fail("a second name of a host file", ::link("/etc/ld.so.cache", "cache"));
    return attempts.status();
}
