// SPDX-License-Identifier: Apache-2.0
// Root of a user range: owns files of many users, may do nothing else that root may. Argument: a folder to write in.
#include "tests/cells/attempt.hpp"

#include <string>

#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/stat.h>

int main(int, char** argv) {
    Attempts attempts;
    const std::string folder = argv[1];
    const auto file = folder + "/file", device = folder + "/device", fifo = folder + "/fifo";
    attempts.must_hold("it is root", getuid() == 0 && getgid() == 0);
    attempts.must_hold("a file can be made", close(open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644)) == 0);
    attempts.must_hold("it can be given to user 1234", chown(file.c_str(), 1234, 65'000) == 0);
    attempts.must_fail("a user outside the range", chown(file.c_str(), 65'536, 0));
    attempts.must_fail("a device", mknod(device.c_str(), S_IFCHR | 0600, 0x103));
    attempts.must_hold("a fifo can be made", mkfifo(fifo.c_str(), 0600) == 0);
    attempts.must_fail("mounting", mount("none", folder.c_str(), "tmpfs", 0, nullptr));
    attempts.must_fail("switching in /proc/sys", open("/proc/sys/kernel/core_pattern", O_WRONLY));
    attempts.must_fail("switching the network", open("/proc/sys/net/ipv4/ip_forward", O_WRONLY));
    attempts.must_fail("more namespaces", open("/proc/sys/user/max_user_namespaces", O_WRONLY));
    attempts.must_fail("unshare", syscall(SYS_unshare, 0x10000000));
    attempts.must_fail("clone", syscall(SYS_clone, 0x10000000 | 17, nullptr, nullptr, nullptr, nullptr));

    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    attempts.must_hold("capabilities can be asked for", syscall(SYS_capget, &header, data) == 0);
    const unsigned expected = 1U << CAP_CHOWN | 1U << CAP_DAC_OVERRIDE | 1U << CAP_FOWNER | 1U << CAP_FSETID |
                              1U << CAP_SETUID | 1U << CAP_SETGID | 1U << CAP_SYS_CHROOT | 1U << CAP_SETFCAP;
    attempts.must_hold("they are the eight", data[0].effective == expected && data[1].effective == 0);
    attempts.must_hold("and no more can be had", data[0].permitted == expected && data[1].permitted == 0);
    attempts.must_hold("root can be changed", chroot(folder.c_str()) == 0);
    attempts.must_hold("another user can be become", setgroups(0, nullptr) == 0 && setuid(1234) == 0);
    return attempts.status();
}
