// SPDX-License-Identifier: Apache-2.0
// Looks around for anything of the host. Arguments: a path of the host that must not be there, and so on.
#include "tests/cells/attempt.hpp"

#include <cctype>
#include <cstdlib>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>

extern char** environ;

namespace {

int entries(const char* path, bool numbers_only = false) {
    DIR* listing = opendir(path);
    if (!listing) return -1;
    int count = 0;
    while (const auto* entry = readdir(listing)) {
        if (numbers_only ? std::isdigit(static_cast<unsigned char>(entry->d_name[0])) != 0 : entry->d_name[0] != '.')
            ++count;
    }
    closedir(listing);
    return count;
}

}  // namespace

int main(int argc, char** argv) {
    Attempts attempts;
    for (const char* path : {"/root", "/home", "/var", "/run", "/boot", "/srv", "/mnt", "/etc/shadow", "/etc/hostname",
                             "/etc/machine-id", "/etc/ssl", "/sys/class", "/sys/fs", "/dev/mem", "/dev/kvm",
                             "/dev/fuse", "/dev/vda", "/dev/console", "/proc/sys/net/core/does-not-exist"})
        attempts.must_fail(path, access(path, F_OK));
    for (int i = 1; i < argc; ++i) attempts.must_fail(argv[i], access(argv[i], F_OK));
    attempts.must_hold("/sys is empty", entries("/sys") == 0);
    attempts.must_hold("/tmp is empty", entries("/tmp") == 0);
    attempts.must_hold("only the reaper and this process are there", entries("/proc", true) == 2);
    utsname names{};
    uname(&names);
    attempts.must_hold("the host's name is the cell's", std::strcmp(names.nodename, "cell") == 0);
    int variables = 0;
    for (char** variable = environ; *variable; ++variable) ++variables;
    attempts.must_hold("the environment is GIVEN and PWD",
                       variables == 2 && std::getenv("GIVEN") && std::getenv("PWD"));
    for (const char* path : {"/x", "/usr/x", "/etc/x", "/dev/x", "/sys/x", "/etc/passwd", "/etc/ld.so.cache"})
        attempts.must_fail(path, open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    attempts.must_hold("/tmp can be written", open("/tmp/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0644) >= 0);
    attempts.must_hold("/dev/shm can be written", open("/dev/shm/x", O_WRONLY | O_CREAT | O_CLOEXEC, 0644) >= 0);
    attempts.must_hold("it is not root", getuid() != 0 && geteuid() != 0);
    attempts.must_fail("becoming root", setuid(0));
    attempts.must_fail("a device", mknod("/tmp/device", S_IFCHR | 0600, 0x103));
    return attempts.status();
}
