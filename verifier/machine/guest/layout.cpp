// SPDX-License-Identifier: Apache-2.0
#include "verifier/machine/guest/layout.hpp"

#include "verifier/machine/guest.hpp"
#include "verifier/machine/guest/system.hpp"

#include <cstring>
#include <utility>

#include <fcntl.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace assay::verifier::guest {

using std::string;

namespace {

/// Each needs others first, which differ from kernel to kernel: so all are tried until none is left that can be loaded.
void load_modules() {
    auto left = names_in("/modules");
    for (bool is_one_loaded = true; is_one_loaded;) {
        is_one_loaded = false;
        std::vector<string> refused;
        for (const auto& name : left) {
            const int file = ::open(("/modules/" + name).c_str(), O_RDONLY | O_CLOEXEC);
            const bool done = file >= 0 && ::syscall(SYS_finit_module, file, "", 0) == 0;
            if (file >= 0) ::close(file);
            if (done)
                is_one_loaded = true;
            else
                refused.push_back(name);
        }
        left = std::move(refused);
    }
}

void make_device(const string& path, mode_t mode, unsigned major, unsigned minor) {
    need(::mknod(path.c_str(), S_IFCHR | mode, makedev(major, minor)) == 0 && ::chmod(path.c_str(), mode) == 0,
         "making " + path);
}

void lay_devices(const string& dev, const Job& job) {
    make_folder(dev);
    mount_at("tmpfs", dev, "tmpfs", MS_NOSUID, "mode=0755,size=1m");
    make_device(dev + "/null", 0666, 1, 3);
    make_device(dev + "/zero", 0666, 1, 5);
    make_device(dev + "/full", 0666, 1, 7);
    make_device(dev + "/random", 0666, 1, 8);
    make_device(dev + "/urandom", 0666, 1, 9);
    make_device(dev + "/tty", 0666, 5, 0);
    const std::pair<const char*, const char*> links[] = {{"stdin", "/proc/self/fd/0"},  {"stdout", "/proc/self/fd/1"},
                                                         {"stderr", "/proc/self/fd/2"}, {"fd", "/proc/self/fd"},
                                                         {"core", "/proc/kcore"},       {"ptmx", "pts/ptmx"}};
    for (const auto& [name, target] : links)
        need(::symlink(target, (dev + "/" + name).c_str()) == 0, string("making /dev/") + name);
    make_folder(dev + "/pts");
    mount_at("devpts", dev + "/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620");
    make_folder(dev + "/shm");
    mount_at("tmpfs", dev + "/shm", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=" + std::to_string(job.tmp_bytes));
    mount_at(nullptr, dev, nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID);
}

bool is_own_place(std::string_view top) { return top == "dev" || top == "proc" || top == "sys" || top == "tmp"; }

}  // namespace

void mount_outside() {
    for (const auto* path : {"/dev", "/proc", "/sys", "/cgroup", "/share", "/scratch", "/work", "/new"})
        make_folder(path);
    mount_at("devtmpfs", "/dev", "devtmpfs");
    // The kernel has opened none of the three streams for us, and the console is to be none of them.
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) ::dup2(nothing, number);
    if (nothing > STDERR_FILENO) ::close(nothing);
    open_console();
    mount_at("proc", "/proc", "proc");
    mount_at("sysfs", "/sys", "sysfs");
    mount_at("cgroup", "/cgroup", "cgroup2");
    load_modules();
    mount_at(kShareTag, "/share", "9p", MS_RDONLY, "trans=virtio,version=9p2000.L,msize=512000,cache=loose");
    mount_at(disk_named(kScratchDisk).c_str(), "/scratch", "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, "noinit_itable");
}

void mount_work(const Job& job) {
    for (const auto* path : {"/scratch/up", "/scratch/over", "/scratch/out"}) {
        make_folder(path, 0700);
        need(::chown(path, job.uid, job.gid) == 0, string("giving to the build ") + path);
    }
    mount_at(
        "work", "/work", "overlay", MS_NOSUID | MS_NODEV,
        "lowerdir=/share/source,upperdir=/scratch/up,workdir=/scratch/over,redirect_dir=on,index=off,metacopy=off");
}

void raise_loopback() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    need(socket >= 0 && ::ioctl(socket, SIOCSIFFLAGS, &request) == 0, "raising the loopback");
    ::close(socket);
}

void set_bounds(const Job& job) {
    need(write_text("/cgroup/cgroup.subtree_control", "+memory +pids +cpu"), "taking the controllers of limits");
    make_folder("/cgroup/build");
    need(write_text("/cgroup/build/memory.max", std::to_string(job.memory_bytes)) &&
             write_text("/cgroup/build/memory.oom.group", "1") &&
             write_text("/cgroup/build/pids.max", std::to_string(job.processes)),
         "setting limits");
}

void lay_root(const Job& job) {
    mount_at("tmpfs", "/new", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m");
    for (const auto& name : names_in("/share/root")) {
        const auto from = "/share/root/" + name, to = "/new/" + name;
        if (is_own_place(name) || "/" + name == job.work_inside) continue;
        struct stat status{};
        need(::lstat(from.c_str(), &status) == 0, "looking at " + from);
        if (S_ISLNK(status.st_mode)) {
            char target[4096] = {};
            need(::readlink(from.c_str(), target, sizeof target - 1) > 0 && ::symlink(target, to.c_str()) == 0,
                 "making the link /" + name);
        } else if (S_ISDIR(status.st_mode) || S_ISREG(status.st_mode)) {
            if (S_ISDIR(status.st_mode))
                make_folder(to);
            else
                make_file(to);
            bind(from, to, false);
        }
    }
    make_folder("/new/sys");
    make_folder("/new/proc");
    lay_devices("/new/dev", job);
    make_folder("/new/tmp");
    mount_at("tmpfs", "/new/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=1777,size=" + std::to_string(job.tmp_bytes));
    make_folders("/new" + job.work_inside);
    bind("/work/" + job.work_below, "/new" + job.work_inside, true);
    make_folders("/new" + job.out_inside);
    bind("/scratch/out", "/new" + job.out_inside, true);
    make_file("/new" + job.script_inside);
    bind("/share/input/script", "/new" + job.script_inside, false);
}

}  // namespace assay::verifier::guest
