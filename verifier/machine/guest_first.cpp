// SPDX-License-Identifier: Apache-2.0
// The first program of a build's machine: linked statically, embedded in the library, packed into the initramfs. It
// lays out what a cell lays out (base/cell/bubblewrap.cpp, first.cpp), so that a build sees the same in both: the root
// read-only, owners that are those of the build alone, the same devices, limits and system calls.
#include "verifier/machine/guest.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/openat2.h>
#include <linux/seccomp.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using namespace assay::verifier::guest;
using std::string;

namespace {

int console = -1;

void say(const string& words) {
    const auto line = words + "\n";
    static_cast<void>(!::write(console, line.data(), line.size()));
}

[[noreturn]] void power_off() {
    ::sync();
    ::reboot(RB_POWER_OFF);
    ::reboot(RB_AUTOBOOT);  // the machine is told to end instead of starting again
    for (;;) ::pause();
}

[[noreturn]] void cannot(const string& doing) {
    say(kCannot + doing + ": " + ::strerrordesc_np(errno));
    if (::getpid() == 1) power_off();
    ::_exit(1);
}

void need(bool done, const string& doing) {
    if (!done) cannot(doing);
}

void make_folder(const string& path, mode_t mode = 0755) {
    if (::mkdir(path.c_str(), mode) == 0) return;
    struct stat status{};
    need(errno == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode), "making " + path);
}

void make_folders(const string& path) {
    for (auto slash = path.find('/', 1); slash != string::npos; slash = path.find('/', slash + 1))
        make_folder(path.substr(0, slash));
    make_folder(path);
}

void make_file(const string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    need(file >= 0, "making " + path);
    ::close(file);
}

void mount_at(const char* source, const string& target, const char* type, unsigned long flags = 0,
              const string& options = {}) {
    need(::mount(source, target.c_str(), type, flags, options.c_str()) == 0, "mounting " + target);
}

void bind(const string& source, const string& target, bool is_writable) {
    mount_at(source.c_str(), target, nullptr, MS_BIND);
    mount_at(nullptr, target, nullptr, MS_REMOUNT | MS_BIND | MS_NOSUID | MS_NODEV | (is_writable ? 0 : MS_RDONLY));
}

/// A file's text; empty where it cannot be read.
string read_text(const string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    string out;
    char buffer[4096];
    for (;;) {
        const auto got = ::read(file, buffer, sizeof buffer);
        if (got <= 0) break;
        out.append(buffer, static_cast<std::size_t>(got));
    }
    ::close(file);
    return out;
}

bool write_text(const string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    const bool done = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::close(file);
    return done;
}

/// The number after a word at the start of a line, as in `oom_kill 0`.
std::uint64_t number_after(const string& text, const string& word) {
    const auto at = ("\n" + text).find("\n" + word + " ");
    return at == string::npos ? 0 : std::strtoull(text.c_str() + at + word.size() + 1, nullptr, 10);
}

std::vector<string> names_in(const string& path) {
    std::vector<string> out;
    DIR* folder = ::opendir(path.c_str());
    need(folder != nullptr, "listing " + path);
    // One thread: NOLINTNEXTLINE(concurrency-mt-unsafe)
    while (const auto* entry = ::readdir(folder))
        if (const std::string_view name = entry->d_name; name != "." && name != "..") out.emplace_back(name);
    ::closedir(folder);
    return out;
}

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

/// The device node of the disk with this serial number.
string disk_named(const char* serial) {
    for (int tries = 0; tries < 100; ++tries) {
        for (const auto& name : names_in("/sys/block"))
            if (read_text("/sys/block/" + name + "/serial").substr(0, std::strlen(serial)) == serial)
                return "/dev/" + name;
        ::usleep(100'000);
    }
    errno = ENODEV;
    cannot(string("finding the disk ") + serial);
}

/// What the room asks for, in the order in which it is written.
struct Job {
    unsigned uid, gid, umask;
    string host_name, directory, work_inside, work_below, out_inside, script_inside;
    std::uint64_t tmp_bytes, memory_bytes, processes, open_files, file_bytes, milliseconds;
    std::vector<string> filters, environment, command, artifacts;
};

class Fields {
public:
    explicit Fields(string text) : text_(std::move(text)) {}
    string text() {
        const auto end = text_.find('\0', at_);
        if (end == string::npos) {
            errno = EBADMSG;
            cannot("reading the job");
        }
        const auto out = text_.substr(at_, end - at_);
        at_ = end + 1;
        return out;
    }
    std::uint64_t number() { return std::strtoull(text().c_str(), nullptr, 10); }
    std::vector<string> list() {
        std::vector<string> out(number());
        for (auto& item : out) item = text();
        return out;
    }

private:
    string text_;
    std::size_t at_ = 0;
};

Job read_job() {
    Fields fields(read_text(string("/share/input/") + kJob));
    errno = EBADMSG;
    need(fields.text() == kJobFormat, "reading the job");
    Job job;
    job.uid = static_cast<unsigned>(fields.number());
    job.gid = static_cast<unsigned>(fields.number());
    job.umask = static_cast<unsigned>(fields.number());
    for (auto* text :
         {&job.host_name, &job.directory, &job.work_inside, &job.work_below, &job.out_inside, &job.script_inside})
        *text = fields.text();
    for (auto* number :
         {&job.tmp_bytes, &job.memory_bytes, &job.processes, &job.open_files, &job.file_bytes, &job.milliseconds})
        *number = fields.number();
    job.filters = fields.list();
    job.environment = fields.list();
    job.command = fields.list();
    job.artifacts = fields.list();
    return job;
}

void mount_outside() {
    for (const auto* path : {"/dev", "/proc", "/sys", "/cgroup", "/share", "/scratch", "/work", "/new"})
        make_folder(path);
    mount_at("devtmpfs", "/dev", "devtmpfs");
    // The kernel has opened none of the three streams for us, and the console is to be none of them.
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) ::dup2(nothing, number);
    if (nothing > STDERR_FILENO) ::close(nothing);
    console = ::open("/dev/console", O_WRONLY | O_CLOEXEC | O_NOCTTY);
    mount_at("proc", "/proc", "proc");
    mount_at("sysfs", "/sys", "sysfs");
    mount_at("cgroup", "/cgroup", "cgroup2");
    load_modules();
    mount_at(kShareTag, "/share", "9p", MS_RDONLY, "trans=virtio,version=9p2000.L,msize=512000,cache=loose");
    mount_at(disk_named(kScratchDisk).c_str(), "/scratch", "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, "noinit_itable");
}

/// The source: what the build changes of it lies on the scratch disk.
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

/// As a cell: each entry of the root's top folder, read-only; around them a file system of mount points only.
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

struct Filter {
    std::vector<sock_filter> rules;
};

std::vector<Filter> read_filters(const Job& job) {
    std::vector<Filter> out;
    for (const auto& name : job.filters) {
        const auto text = read_text("/share/input/" + name);
        errno = EBADMSG;
        need(!text.empty() && text.size() % sizeof(sock_filter) == 0, "reading a filter");
        Filter filter;
        filter.rules.resize(text.size() / sizeof(sock_filter));
        std::memcpy(filter.rules.data(), text.data(), text.size());
        out.push_back(std::move(filter));
    }
    return out;
}

void limit(int resource, std::uint64_t value) {
    const rlimit both{.rlim_cur = value, .rlim_max = value};
    need(::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0, "setting a limit");
}

/// Becomes the command. `mapped` closes when its user is mapped.
[[noreturn]] void become_command(const Job& job, std::vector<Filter>& filters, int unshared, int mapped) {
    limit(RLIMIT_NOFILE, job.open_files);
    limit(RLIMIT_FSIZE, job.file_bytes);
    limit(RLIMIT_CORE, 0);
    need(::unshare(CLONE_NEWUSER) == 0, "making a user namespace");
    ::close(unshared);
    char none = 0;
    while (::read(mapped, &none, 1) < 0 && errno == EINTR) {}
    need(::setgroups(0, nullptr) == 0 && ::setresgid(job.gid, job.gid, job.gid) == 0 &&
             ::setresuid(job.uid, job.uid, job.uid) == 0,
         "becoming the build's user");
    ::umask(job.umask);
    need(::chdir(job.directory.c_str()) == 0, "going to " + job.directory);
    need(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "closing the command");
    std::vector<char*> command, environment;
    for (const auto& argument : job.command) command.push_back(const_cast<char*>(argument.c_str()));
    for (const auto& variable : job.environment) environment.push_back(const_cast<char*>(variable.c_str()));
    command.push_back(nullptr);
    environment.push_back(nullptr);
    say(kBegins);
    for (auto& filter : filters) {
        const sock_fprog program{.len = static_cast<unsigned short>(filter.rules.size()),
                                 .filter = filter.rules.data()};
        if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) ::_exit(126);
    }
    ::execve(command.front(), command.data(), environment.data());
    ::_exit(127);
}

void map_user(pid_t process, const Job& job) {
    const auto folder = "/proc/" + std::to_string(process);
    const auto line = [](unsigned id) { return std::to_string(id) + " " + std::to_string(id) + " 1\n"; };
    need(write_text(folder + "/uid_map", line(job.uid)) && write_text(folder + "/gid_map", line(job.gid)),
         "mapping the build's user");
}

/// What the build's first process says of the command.
struct Ended {
    std::uint32_t ending;
    std::uint32_t value;
};

/// The first process of the build's own: starts the command and waits for it. When it ends, all others of the build do.
[[noreturn]] void be_first(const Job& job, std::vector<Filter>& filters, int told) {
    mount_at("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mount_at("/proc/sys", "/proc/sys", nullptr, MS_BIND);
    mount_at(nullptr, "/proc/sys", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
    mount_at(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV);
    int unshared[2], mapped[2];
    need(::pipe2(unshared, O_CLOEXEC) == 0 && ::pipe2(mapped, O_CLOEXEC) == 0, "starting the command");
    const auto command = ::fork();
    need(command >= 0, "starting the command");
    if (command == 0) {
        ::close(unshared[0]);
        ::close(mapped[1]);
        become_command(job, filters, unshared[1], mapped[0]);
    }
    ::close(unshared[1]);
    char none = 0;
    while (::read(unshared[0], &none, 1) < 0 && errno == EINTR) {}
    map_user(command, job);
    ::close(mapped[1]);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    for (;;) {
        int status = 0;
        const auto ended = ::wait4(-1, &status, 0, nullptr);
        if (ended < 0 && errno != EINTR) ::_exit(1);
        if (ended != command) continue;
        // As bubblewrap, and shells, tell a signal: a cell cannot tell them apart either.
        const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        const bool is_signal = code > 128 && code < 128 + NSIG;
        const Ended words{.ending = static_cast<std::uint32_t>(is_signal ? Ending::Signal : Ending::Code),
                          .value = static_cast<std::uint32_t>(is_signal ? code - 128 : code)};
        static_cast<void>(!::write(told, &words, sizeof words));
        ::_exit(0);
    }
}

/// Goes into namespaces of the build's own, lays out what it sees, and starts its first process there.
[[noreturn]] void start_build(const Job& job, int go, int told) {
    char none = 0;
    while (::read(go, &none, 1) < 0 && errno == EINTR) {}
    auto filters = read_filters(job);
    need(::unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP) == 0,
         "making namespaces");
    mount_at(nullptr, "/", nullptr, MS_REC | MS_PRIVATE);
    need(::sethostname(job.host_name.data(), job.host_name.size()) == 0, "setting the host name");
    lay_root(job);
    need(::chdir("/new") == 0 && ::mount(".", "/", nullptr, MS_MOVE, nullptr) == 0 && ::chroot(".") == 0 &&
             ::chdir("/") == 0,
         "entering the root");
    const auto first = ::fork();
    need(first >= 0, "starting the build");
    if (first == 0) be_first(job, filters, told);
    ::close(told);
    ::close(STDOUT_FILENO);
    ::close(STDERR_FILENO);
    int status = 0;
    while (::waitpid(first, &status, 0) < 0 && errno == EINTR) {}
    ::_exit(WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1);
}

std::uint64_t now_milliseconds() {
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_MONOTONIC, &now));
    return static_cast<std::uint64_t>(now.tv_sec) * 1000 + static_cast<std::uint64_t>(now.tv_nsec) / 1'000'000;
}

int open_port() {
    for (int tries = 0; tries < 100; ++tries) {
        const int port = ::open("/dev/vport0p1", O_WRONLY | O_CLOEXEC);
        if (port >= 0) return port;
        ::usleep(100'000);
    }
    cannot("opening the port of the log");
}

void write_all(int file, const char* at, std::size_t left) {
    while (left > 0) {
        const auto done = ::write(file, at, left);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return;
        at += done;
        left -= static_cast<std::size_t>(done);
    }
}

/// Passes on what the build prints until none of it is left, or its time is over. Says whether it was.
bool attend(int log, std::uint64_t milliseconds) {
    const int port = open_port();
    const auto started = now_milliseconds();
    bool is_over = false;
    static char buffer[64U << 10];
    for (;;) {
        const auto passed = now_milliseconds() - started;
        if (passed >= milliseconds && !is_over) {
            is_over = true;
            write_text("/cgroup/build/cgroup.kill", "1");
        }
        pollfd wait{.fd = log, .events = POLLIN, .revents = 0};
        const auto left = is_over ? 1000 : milliseconds - passed;
        if (::poll(&wait, 1, static_cast<int>(left > 1000 ? 1000 : left)) <= 0) continue;
        const auto got = ::read(log, buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return is_over;
        write_all(port, buffer, static_cast<std::size_t>(got));
    }
}

bool is_zero(const char* at, std::size_t size) { return at[0] == 0 && std::memcmp(at, at + 1, size - 1) == 0; }

/// Copies a file's bytes to a place on the disk that holds zeros.
bool copy_to(int disk, std::uint64_t place, int file, std::uint64_t size) {
    static char buffer[256U << 10];
    for (std::uint64_t at = 0; at < size;) {
        const auto data = ::lseek(file, static_cast<off_t>(at), SEEK_DATA);
        if (data < 0 && errno == ENXIO) return true;  // nothing but a hole follows
        if (data > 0) at = static_cast<std::uint64_t>(data);
        if (at >= size) return true;
        const auto wanted = size - at < sizeof buffer ? size - at : sizeof buffer;
        const auto got = ::pread(file, buffer, wanted, static_cast<off_t>(at));
        if (got <= 0) return false;
        const auto bytes = static_cast<std::size_t>(got);
        if (!is_zero(buffer, bytes) && ::pwrite(disk, buffer, bytes, static_cast<off_t>(place + at)) != got)
            return false;
        at += bytes;
    }
    return true;
}

/// A regular file below the build's folder of outputs; no link is followed on the way.
int open_artifact(int folder, const string& path, std::uint64_t& size) {
    open_how how{};
    how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
    const int file = static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    struct stat status{};
    size = file < 0 && errno == ENOENT ? kMissing : kNoFile;
    if (file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
        size = static_cast<std::uint64_t>(status.st_size);
        return file;
    }
    if (file >= 0) ::close(file);
    return -1;
}

void answer(const Job& job, AnswerHead head) {
    const int disk = ::open(disk_named(kAnswerDisk).c_str(), O_WRONLY | O_CLOEXEC);
    need(disk >= 0, "opening the disk of the answer");
    const int folder = ::open("/scratch/out", O_PATH | O_DIRECTORY | O_CLOEXEC);
    std::vector<std::uint64_t> sizes(job.artifacts.size(), kMissing);
    auto place = data_at(sizes.size());
    const bool is_wanted = head.ending == static_cast<std::uint32_t>(Ending::Code) && head.value == 0;
    for (std::size_t i = 0; i < sizes.size() && is_wanted; ++i) {
        const int file = open_artifact(folder, job.artifacts[i], sizes[i]);
        if (file < 0) continue;
        // More than the disk holds is known by its size; its bytes are not read then.
        if (!copy_to(disk, place, file, sizes[i])) say("assay-machine: an artifact does not fit the answer");
        place += aligned(sizes[i]);
        ::close(file);
    }
    std::memcpy(head.format, kAnswerFormat, sizeof head.format);
    head.artifacts = static_cast<std::uint32_t>(sizes.size());
    const auto bytes = sizes.size() * sizeof(std::uint64_t);
    need(::pwrite(disk, sizes.data(), bytes, kTableAt) == static_cast<ssize_t>(bytes) && ::fsync(disk) == 0 &&
             ::pwrite(disk, &head, sizeof head, 0) == sizeof head && ::fsync(disk) == 0,
         "writing the answer");
    ::close(disk);
}

}  // namespace

int main() {
    ::umask(022);
    mount_outside();
    const auto job = read_job();
    mount_work(job);
    raise_loopback();
    set_bounds(job);

    int log[2], go[2], told[2];
    need(::pipe2(log, O_CLOEXEC) == 0 && ::pipe2(go, O_CLOEXEC) == 0 && ::pipe2(told, O_CLOEXEC) == 0,
         "starting the build");
    const auto build = ::fork();
    need(build >= 0, "starting the build");
    if (build == 0) {
        ::dup2(log[1], STDOUT_FILENO);
        ::dup2(log[1], STDERR_FILENO);
        ::close(log[0]);
        ::close(log[1]);
        ::close(go[1]);
        ::close(told[0]);
        start_build(job, go[0], told[1]);
    }
    ::close(log[1]);
    ::close(told[1]);
    need(write_text("/cgroup/build/cgroup.procs", std::to_string(build)), "counting the build");
    ::close(go[1]);
    const bool is_over = attend(log[0], job.milliseconds);
    int status = 0;
    while (::waitpid(build, &status, 0) < 0 && errno == EINTR) {}

    AnswerHead head{};
    Ended ended{};
    if (::read(told[0], &ended, sizeof ended) == static_cast<ssize_t>(sizeof ended)) {
        head.ending = ended.ending;
        head.value = ended.value;
    }
    const auto events = read_text("/cgroup/build/memory.events");
    if (number_after(events, "oom_kill") > 0) head.ending = static_cast<std::uint32_t>(Ending::Memory);
    if (is_over) head.ending = static_cast<std::uint32_t>(Ending::Wall);
    head.processes_exhausted = number_after(read_text("/cgroup/build/pids.events"), "max") > 0 ? 1 : 0;
    head.cpu_microseconds = number_after(read_text("/cgroup/build/cpu.stat"), "usage_usec");
    head.peak_memory_bytes = std::strtoull(read_text("/cgroup/build/memory.peak").c_str(), nullptr, 10);
    // Without an ending the build did not come to its command: what it could not do was said on the console.
    if (head.ending != 0) answer(job, head);
    power_off();
}
