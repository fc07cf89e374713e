// SPDX-License-Identifier: Apache-2.0
// Types into a terminal as if it were its user.
#include "tests/cells/attempt.hpp"

#include <cstdlib>

#include <fcntl.h>
#include <sys/ioctl.h>

#include <asm/ioctls.h>

int main() {
    Attempts attempts;
    attempts.must_fail("the controlling terminal", open("/dev/tty", O_RDWR | O_CLOEXEC));
    const int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    attempts.must_hold("a terminal of its own can be made", controller >= 0 && unlockpt(controller) == 0);
    const int terminal = open(ptsname(controller), O_RDWR | O_CLOEXEC);
    attempts.must_hold("and opened", terminal >= 0);
    const char key = 'x';
    attempts.must_fail_with("TIOCSTI", ioctl(terminal, TIOCSTI, &key), ENOTTY);
    attempts.must_fail_with("TIOCSTI with a set upper half",
                            syscall(SYS_ioctl, terminal, 0xffffffff00000000UL | TIOCSTI, &key), ENOTTY);
    char command = 3;
    attempts.must_fail_with("TIOCLINUX", ioctl(terminal, TIOCLINUX, &command), ENOTTY);
    int columns[2] = {};
    attempts.must_hold("harmless commands work", ioctl(terminal, TIOCGWINSZ, columns) == 0);
    return attempts.status();
}
