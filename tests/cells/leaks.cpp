// SPDX-License-Identifier: Apache-2.0
// Reaches for the cell's first process and for what tells of the machine. The argument names one property:
// `memory`, `insides`, `machine`, `local`, `requests` or `whiteout`.
#include "tests/cells/attempt.hpp"
#include "tests/cells/look.hpp"

#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <asm/ioctls.h>

namespace {

// Where process 1 keeps data that may be written: the first such line of its maps.
off_t writable_address() {
    const auto maps = read_all("/proc/1/maps");
    for (std::size_t at = 0; at < maps.size();) {
        const auto end = maps.find('\n', at);
        const auto line = maps.substr(at, end - at);
        if (line.find(" rw") != std::string::npos) return std::strtol(line.c_str(), nullptr, 16);
        if (end == std::string::npos) break;
        at = end + 1;
    }
    return 0;
}

void memory(Attempts& attempts) {
    const auto address = writable_address();
    attempts.must_hold("its addresses are not told", address == 0);
    const int file = open("/proc/1/mem", O_RDWR | O_CLOEXEC);
    attempts.must_fail("/proc/1/mem", file);
    char byte = 0;
    if (file < 0) return;
    attempts.must_fail("reading it", pread(file, &byte, 1, address));
    attempts.must_fail("writing it", pwrite(file, &byte, 1, address));
}

void insides(Attempts& attempts) {
    char target[256];
    for (const char* path : {"/proc/1/exe", "/proc/1/cwd", "/proc/1/root", "/proc/1/ns/mnt"})
        attempts.must_fail(path, readlink(path, target, sizeof target));
    for (const char* path : {"/proc/1/environ", "/proc/1/auxv", "/proc/1/fd", "/proc/1/map_files", "/proc/1/io"}) {
        const int file = open(path, O_RDONLY | O_CLOEXEC);
        char byte = 0;
        attempts.must_fail(path, file < 0 || entries(path) > 0 ? file : read(file, &byte, 1) - 1);
    }
    // Root of a user range may open these; they hold nothing and lead nowhere.
    if (geteuid() == 0) return;
    for (const char* path : {"/proc/1/oom_score_adj", "/proc/1/comm", "/proc/1/clear_refs"})
        attempts.must_fail(path, open(path, O_WRONLY | O_CLOEXEC));
}

void machine(Attempts& attempts) {
    for (const char* path :
         {"/proc/cmdline", "/proc/locks", "/proc/diskstats", "/proc/partitions", "/proc/swaps", "/proc/interrupts",
          "/proc/softirqs", "/proc/keys", "/proc/key-users", "/proc/iomem", "/proc/modules", "/proc/kallsyms",
          "/proc/vmstat", "/proc/zoneinfo", "/proc/buddyinfo", "/proc/cgroups", "/proc/config.gz", "/proc/mdstat"})
        attempts.must_hold(path, read_all(path).empty());
    for (const char* path : {"/proc/pressure", "/proc/fs", "/proc/irq", "/proc/bus", "/proc/driver", "/proc/acpi"})
        attempts.must_hold(path, entries(path) == 0);
    const auto boot = read_all("/proc/sys/kernel/random/boot_id");
    attempts.must_hold("the boot id is nothing's", boot.empty() || boot.starts_with("00000000-"));
    // What builds read is there.
    for (const char* path : {"/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/self/mountinfo", "/proc/mounts",
                             "/proc/filesystems", "/proc/loadavg", "/proc/uptime", "/proc/version", "/proc/self/maps"})
        attempts.must_hold(path, !read_all(path).empty());
}

void requests(Attempts& attempts) {
    const int controller = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    attempts.must_hold("a terminal of its own", controller >= 0 && unlockpt(controller) == 0);
    const int terminal = open(ptsname(controller), O_RDWR | O_CLOEXEC);
    int discipline = 2;
    char key = 'x';
    attempts.must_fail_with("TIOCSETD", ioctl(terminal, TIOCSETD, &discipline), ENOTTY);
    attempts.must_fail_with("TIOCSTI", ioctl(terminal, TIOCSTI, &key), ENOTTY);
    attempts.must_fail_with("TIOCLINUX", ioctl(terminal, TIOCLINUX, &key), ENOTTY);
    attempts.must_fail_with("TIOCSETD with a set upper half",
                            syscall(SYS_ioctl, terminal, 0xffffffff00000000UL | TIOCSETD, &discipline), ENOTTY);
    const int file = open("/tmp/requests", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    fiemap map{};
    map.fm_length = 4096;
    int flags = 0;
    attempts.must_fail_with("FS_IOC_FIEMAP", ioctl(file, FS_IOC_FIEMAP, &map), ENOTTY);
    attempts.must_fail_with("FS_IOC_SETFLAGS", ioctl(file, FS_IOC_SETFLAGS, &flags), ENOTTY);
    attempts.must_fail_with("an unknown request", ioctl(file, 0x12345678UL, &flags), ENOTTY);
    // Those that builds make.
    int number = 0;
    char size[64];
    attempts.must_hold("TCGETS", ioctl(terminal, TCGETS, size) == 0);
    attempts.must_hold("TIOCGWINSZ", ioctl(terminal, TIOCGWINSZ, size) == 0);
    attempts.must_hold("FIONREAD", ioctl(terminal, FIONREAD, &number) == 0);
    attempts.must_hold("FIONBIO", ioctl(terminal, FIONBIO, &number) == 0);
    attempts.must_hold("FIOCLEX", ioctl(terminal, FIOCLEX) == 0);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view what = argc > 1 ? argv[1] : "";
    Attempts attempts;
    if (what == "memory") {
        memory(attempts);
    } else if (what == "insides") {
        insides(attempts);
    } else if (what == "machine") {
        machine(attempts);
    } else if (what == "local") {
        attempts.must_hold("/usr/local is empty", entries("/usr/local") == 0);
    } else if (what == "requests") {
        requests(attempts);
    } else if (what == "whiteout") {
        // The one device that a user without capabilities may make: it hides a file of a lower layer.
        const char* path = argc > 2 ? argv[2] : "/tmp/whiteout";
        attempts.must_fail(path, mknod(path, S_IFCHR | 0600, makedev(0, 0)));
    } else {
        return 2;
    }
    return attempts.status();
}
