// SPDX-License-Identifier: Apache-2.0
// Reaches for files that are not the cell's. The first argument names one way, the second a path.
#include "tests/cells/attempt.hpp"
#include "tests/cells/look.hpp"

#include <string>
#include <tuple>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace {

// A folder with a file "input", that was given to be read.
void inputs(Attempts& attempts, const char* folder) {
    const auto file = std::string(folder) + "/input", other = std::string(folder) + "/other";
    attempts.must_hold("it can be read", !read_all(file.c_str()).empty());
    attempts.must_fail("writing to an input", open(file.c_str(), O_WRONLY | O_CLOEXEC));
    attempts.must_fail("making a file beside it", open(other.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
    attempts.must_fail("changing its mode", chmod(file.c_str(), 0666));
    attempts.must_fail("setting its time", utimensat(AT_FDCWD, file.c_str(), nullptr, 0));
    attempts.must_fail("renaming it", rename(file.c_str(), other.c_str()));
}

// The machine's programs and what configures them.
void toolchain(Attempts& attempts, const char*) {
    for (const char* folder : {"/usr", "/usr/bin", "/usr/lib", "/etc"}) {
        struct stat status{};
        attempts.must_fail(folder, stat(folder, &status) == 0 ? access(folder, W_OK) : -1);
    }
}

void above(Attempts& attempts, const char* start) {
    struct stat top{}, reached{};
    std::string path = start;
    for (int i = 0; i < 40; ++i) path += "/..";
    attempts.must_hold("/ is there", stat("/", &top) == 0 && stat(path.c_str(), &reached) == 0);
    attempts.must_hold("the way up ends in /", top.st_ino == reached.st_ino && top.st_dev == reached.st_dev);
    for (const char* name : {"/home", "/root", "/var", "/boot", "/srv", "/run"})
        attempts.must_fail(name, access((path + name).c_str(), F_OK));
}

void secret(Attempts& attempts, const char* path) { attempts.must_fail(path, open(path, O_RDONLY | O_CLOEXEC)); }

void homes(Attempts& attempts, const char*) {
    for (const char* path : {"/root", "/home", "/var", "/run", "/srv", "/etc/shadow", "/etc/machine-id",
                             "/etc/hostname", "/etc/ssl", "/etc/hosts", "/etc/resolv.conf"})
        attempts.must_fail(path, access(path, F_OK));
}

void devices(Attempts& attempts, const char* folder) {
    const auto path = std::string(folder) + "/device";
    for (const auto& [what, mode, number] : {std::tuple{"the kernel's memory", S_IFCHR | 0600, makedev(1, 1)},
                                             {"a disk", S_IFBLK | 0600, makedev(8, 0)}}) {
        attempts.must_fail(what, mknod(path.c_str(), static_cast<mode_t>(mode), number));
        unlink(path.c_str());
    }
}

void nodes(Attempts& attempts, const char*) {
    for (const char* path : {"/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/kvm", "/dev/fuse", "/dev/console",
                             "/dev/vda", "/dev/sda", "/dev/loop-control", "/dev/net/tun", "/dev/vhost-vsock",
                             "/dev/vsock", "/dev/tty1", "/dev/uinput", "/dev/mapper", "/dev/disk"})
        attempts.must_fail(path, access(path, F_OK));
}

// "source target"
void link_to(Attempts& attempts, const char* both) {
    const std::string text = both;
    const auto space = text.find(' ');
    const auto target = text.substr(space + 1);
    attempts.must_fail("a second name for a file of another folder",
                       link(text.substr(0, space).c_str(), target.c_str()));
    unlink(target.c_str());
}

void sys(Attempts& attempts, const char*) { attempts.must_hold("/sys is empty", entries("/sys") == 0); }

void debug(Attempts& attempts, const char*) {
    for (const char* path : {"/sys/kernel/uevent_helper", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/firmware",
                             "/sys/fs/cgroup", "/sys/kernel/kexec_loaded", "/sys/power/state"})
        attempts.must_fail(path, access(path, F_OK));
}

void cgroup(Attempts& attempts, const char*) {
    const auto text = read_all("/proc/self/cgroup");
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        attempts.must_hold(line.c_str(), line.ends_with(":/"));
        at = end == std::string::npos ? text.size() : end + 1;
    }
}

// Where things lie on the machine, as everything but mountinfo could tell it. The argument is a path of the machine.
void paths(Attempts& attempts, const char* told) {
    for (const char* path : {"/proc/self/maps", "/proc/self/mounts", "/proc/self/mountstats", "/proc/locks",
                             "/proc/diskstats", "/proc/swaps", "/proc/self/fdinfo/0"})
        attempts.must_hold(path, read_all(path).find(told) == std::string::npos);
    char target[4096];
    for (const char* path : {"/proc/self/exe", "/proc/self/cwd", "/proc/self/root", "/proc/self/fd/0",
                             "/proc/self/fd/1", "/proc/self/fd/2"}) {
        const auto size = readlink(path, target, sizeof target);
        attempts.must_hold(
            path, size < 0 || std::string(target, static_cast<std::size_t>(size)).find(told) == std::string::npos);
    }
}

constexpr Part kParts[] = {{"inputs", inputs, true}, {"toolchain", toolchain}, {"above", above, true},
                           {"secret", secret, true}, {"homes", homes},         {"devices", devices, true},
                           {"nodes", nodes},         {"link", link_to, true},  {"sys", sys},
                           {"debug", debug},         {"cgroup", cgroup},       {"paths", paths, true}};

}  // namespace

int main(int argc, char** argv) { return attempt_parts(kParts, argc, argv); }
