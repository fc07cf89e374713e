// SPDX-License-Identifier: Apache-2.0
#include "base/cell/bubblewrap.hpp"

#include "base/cell/first.hpp"
#include "base/cell/first_program.hpp"
#include "base/cell/memory_file.hpp"
#include "base/cell/seccomp.hpp"
#include "base/cell/supervisor.hpp"
#include "base/core/text.hpp"
#include "base/files/beneath.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr int kFirstInternal = Passed::kMax + 1;  // descriptor numbers that bubblewrap itself reads and closes
constexpr std::uint64_t kTopBytes = 1U << 20;     // of the file system at /, which holds mount points only
constexpr std::uint64_t kScratchBytesMin = 4096;  // a size of 0 would mean no bound
constexpr const char* kPrograms[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
constexpr const char* kDevices[] = {"null", "zero", "full", "random", "urandom", "tty"};
// Root's switches; for anyone else the kernel refuses them anyway.
constexpr const char* kProcSwitches[] = {"sysrq-trigger", "irq", "bus"};
// What a cell sees of /proc, besides its processes and what belongs to its own namespaces. The rest tells of the
// machine, its other users and its load, and is empty: command line, locks, pressure, interrupts, disks, keys and so
// on.
constexpr const char* kProcShown[] = {"cpuinfo",     "filesystems", "loadavg", "meminfo", "mounts",
                                      "net",         "self",        "stat",    "sys",     "sysvipc",
                                      "thread-self", "tty",         "uptime",  "version"};
// Shown in many places: one id for each boot, which identifies the machine.
constexpr auto kBootId = "sys/kernel/random/boot_id";
constexpr auto kNoBootId = "00000000-0000-4000-8000-000000000000\n";
constexpr const char* kRangeCapabilities[] = {"CAP_CHOWN",  "CAP_DAC_OVERRIDE", "CAP_FOWNER",  "CAP_FSETID",
                                              "CAP_SETUID", "CAP_SETGID",       "CAP_SETFCAP", "CAP_SYS_CHROOT"};

bool is_own_place(std::string_view top) { return top == "dev" || top == "proc" || top == "sys" || top == "tmp"; }

/// Collects arguments and descriptors in the order in which bubblewrap is to act on them.
class Planner {
public:
    Planner(const CellSpec& spec, bool stages) : spec_(spec), stages_(stages) {}

    Result<Plan> plan(const Plan::Channels& channels) {
        add({"--json-status-fd", hand_over(channels.status), "--as-pid-1"});
        add({"--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup"});
        add({"--die-with-parent", "--new-session", "--hostname", spec_.host_name});
        users();
        add({"--perms", "0755", "--size", std::to_string(kTopBytes), "--tmpfs", "/"});
        if (const auto* tree = std::get_if<Tree>(&spec_.root))
            TRY(show_tree(*tree));
        else
            TRY(show_host_usr());
        add({"--dir", "/sys"});
        TRY(show_proc("/proc"));
        add({"--dev", "/dev"});
        scratch("/dev/shm", spec_.tmp_bytes);
        add({"--remount-ro", "/dev"});
        scratch("/tmp", spec_.tmp_bytes);
        for (const auto& one : spec_.scratch) scratch(one.inside, one.bytes);
        for (const auto& bind : spec_.binds) TRY(show(bind.source, bind.inside, bind.access));
        for (const auto& folder : spec_.chroots) TRY(chroot_folder(folder.inside));
        add({"--remount-ro", "/"});
        add({"--clearenv"});
        for (const auto& [name, value] : spec_.environment) add({"--setenv", name, value});
        add({"--chdir", spec_.directory});
        for (const auto& passed : spec_.passed) plan_.handovers.push_back({passed.descriptor.number(), passed.inside});
        return finish(channels);
    }

private:
    void add(std::initializer_list<std::string> arguments) {
        options_.insert(options_.end(), arguments.begin(), arguments.end());
    }

    const Descriptor& hold(Descriptor descriptor) {
        plan_.held.push_back(std::move(descriptor));
        return plan_.held.back();
    }

    std::string hand_over(const Descriptor& descriptor) {
        const int number = kFirstInternal + internal_++;
        plan_.handovers.push_back({descriptor.number(), number});
        return std::to_string(number);
    }

    std::string stage(const Descriptor& source, bool is_folder) {
        auto place = std::string(Plan::kStage) + "/" + std::to_string(plan_.staged.size());
        plan_.staged.push_back({source.number(), place, is_folder});
        return place;
    }

    Status show(const Descriptor& source, const std::string& inside, Access access) {
        const bool writable = access == Access::Writable;
        if (stages_) {
            const bool is_folder = TRY(source.status()).kind == FileKind::Folder;
            add({writable ? "--bind" : "--ro-bind", stage(source, is_folder), inside});
        } else {
            add({writable ? "--bind-fd" : "--ro-bind-fd", hand_over(source), inside});
        }
        return {};
    }

    void users() {
        if (const auto* one = std::get_if<OneUser>(&spec_.users)) {
            add({"--unshare-user", "--disable-userns"});
            add({"--uid", std::to_string(one->uid), "--gid", std::to_string(one->gid)});
            return;
        }
        add({"--cap-drop", "ALL"});
        for (const auto* capability : kRangeCapabilities) add({"--cap-add", capability});
    }

    Status show_data(const std::string& name, const std::string& inside, const std::string& text) {
        const auto& data = hold(TRY(memory_file(name, bytes_of(text))));
        add({"--perms", "0444", "--ro-bind-data", hand_over(data), inside});
        return {};
    }

    Status show_host_usr() {
        add({"--ro-bind", "/usr", "/usr"});
        // What somebody installed by hand is the machine's own affair. A link to elsewhere leads nowhere in the cell.
        struct stat local{};
        if (::lstat("/usr/local", &local) == 0 && S_ISDIR(local.st_mode)) hide_folder("/usr/local");
        add({"--perms", "0755", "--dir", "/etc"});
        for (const std::string name : kPrograms) {
            struct stat status{};
            const auto path = "/" + name;
            if (::lstat(path.c_str(), &status) != 0) continue;
            if (S_ISDIR(status.st_mode)) add({"--ro-bind", path, path});
            if (S_ISLNK(status.st_mode)) add({"--symlink", std::filesystem::read_symlink(path).string(), path});
        }
        for (const std::string path : {"/etc/alternatives", "/etc/ld.so.cache"})
            if (::access(path.c_str(), R_OK) == 0) add({"--ro-bind", path, path});
        std::string users = "root:x:0:0::/root:/bin/sh\n", groups = "root:x:0:\n";
        if (const auto* one = std::get_if<OneUser>(&spec_.users); one && one->uid != 0) {
            users += "cell:x:" + std::to_string(one->uid) + ":" + std::to_string(one->gid) + "::/nonexistent:/bin/sh\n";
            groups += "cell:x:" + std::to_string(one->gid) + ":\n";
        }
        TRY(show_data("passwd", "/etc/passwd", users));
        return show_data("group", "/etc/group", groups);
    }

    Status show_tree(const Tree& tree) {
        const auto base = stages_ ? stage(tree.folder.descriptor(), true) : std::string();
        for (const auto& entry : TRY(tree.folder.list())) {
            const auto inside = "/" + entry.name;
            const bool is_covered =
                std::ranges::any_of(spec_.binds, [&](const Bind& bind) { return bind.inside == inside; });
            if (is_own_place(entry.name) || is_covered) continue;
            const auto path = TRY(RelativePath::parse(entry.name));
            if (entry.kind == FileKind::Link) {
                const auto target = TRY(tree.folder.read_link(path));
                add({"--symlink", target, inside});
            } else if (entry.kind == FileKind::Folder || entry.kind == FileKind::Regular) {
                if (stages_) {
                    add({"--ro-bind", base + inside, inside});
                } else {
                    const auto& source = hold(TRY(open_beneath(tree.folder.descriptor(), path, O_PATH | O_NOFOLLOW)));
                    add({"--ro-bind-fd", hand_over(source), inside});
                }
            }
        }
        return {};
    }

    void hide_folder(const std::string& inside) {
        add({"--perms", "0555", "--size", std::to_string(kScratchBytesMin), "--tmpfs", inside, "--remount-ro", inside});
    }

    Status show_proc(const std::string& inside) {
        add({"--proc", inside});
        add({"--ro-bind", "/proc/sys", inside + "/sys"});
        for (const std::string name : kProcSwitches) {
            const auto path = "/proc/" + name;
            if (::access(path.c_str(), F_OK) == 0) add({"--ro-bind", path, inside + "/" + name});
        }
        // A parser's worker can open nothing once it has strangers' bytes, and is to start quickly.
        if (spec_.profile == Profile::Parser) return {};
        const auto proc = TRY(Folder::open("/proc"));
        for (const auto& entry : TRY(proc.list())) {
            const bool is_process = entry.name[0] >= '0' && entry.name[0] <= '9';
            if (is_process || std::ranges::find(kProcShown, entry.name) != std::end(kProcShown)) continue;
            struct stat status{};
            if (::fstatat(proc.descriptor().number(), entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
            const auto place = inside + "/" + entry.name;
            if (S_ISDIR(status.st_mode)) hide_folder(place);
            // What only the machine's root may read, the kernel refuses to every cell.
            if (S_ISREG(status.st_mode) && (status.st_mode & S_IROTH) != 0) TRY(show_data("mask", place, ""));
        }
        if (::access((std::string("/proc/") + kBootId).c_str(), F_OK) == 0)
            TRY(show_data("boot id", inside + "/" + kBootId, kNoBootId));
        return {};
    }

    void scratch(const std::string& inside, std::uint64_t bytes) {
        // It is memory, so no one of them holds more than the whole cell may have.
        const auto most = std::max(std::min(bytes, spec_.limits.memory_bytes), kScratchBytesMin);
        add({"--perms", "1777", "--size", std::to_string(most), "--tmpfs", inside});
    }

    Status chroot_folder(const std::string& inside) {
        for (const std::string name : kDevices) add({"--dev-bind", "/dev/" + name, inside + "/dev/" + name});
        TRY(show_proc(inside + "/dev/proc"));
        add({"--symlink", "dev/proc", inside + "/proc"});
        return {};
    }

    /// What first.hpp says it takes.
    Result<std::vector<std::string>> first_arguments(const Plan::Channels& channels) {
        const auto failures = hand_over(channels.failures);
        const int number = kFirstInternal + internal_++;
        const int file = TRY(first_program());
        plan_.handovers.push_back({file, number});
        const auto program = std::to_string(number);
        plan_.landlock_abi = landlock_abi();
        std::vector<std::string> all = {"/proc/self/fd/" + program, failures, program,
                                        std::to_string(plan_.landlock_abi)};
        auto filters = TRY(filters_for(spec_.profile, spec_.syncing));
        all.push_back(std::to_string(filters.size()));
        for (auto& filter : filters) all.push_back(hand_over(hold(std::move(filter))));
        std::vector<std::string> places = {"u/dev", "u/proc", "w/dev/shm", "w/tmp"};
        for (const auto& one : spec_.scratch) places.push_back(first::kOwned + one.inside);
        for (const auto& bind : spec_.binds)
            if (bind.access == Access::Writable) places.push_back(first::kOwned + bind.inside);
        for (const auto& folder : spec_.chroots) places.push_back(first::kUsed + folder.inside + "/dev");
        all.push_back(std::to_string(places.size()));
        all.insert(all.end(), places.begin(), places.end());
        return all;
    }

    Result<Plan> finish(const Plan::Channels& channels) {
        auto command = TRY(first_arguments(channels));
        command.insert(command.end(), spec_.command.begin(), spec_.command.end());
        std::string data;
        for (const auto& option : options_) {
            if (option.find('\0') != std::string::npos)
                return fail(ErrorKind::Usage, "building a cell: " + quote(option) + " has a NUL byte");
            data.append(option).push_back('\0');
        }
        if (kFirstInternal + internal_ >= kHandoversMax)
            return fail(ErrorKind::Usage, "building a cell: it has more than " +
                                              std::to_string(kHandoversMax - kFirstInternal) + " binds");
        const auto& arguments = hold(TRY(memory_file("arguments", bytes_of(data))));
        plan_.arguments = {"--args", hand_over(arguments), "--"};
        plan_.arguments.insert(plan_.arguments.end(), command.begin(), command.end());
        return std::move(plan_);
    }

    const CellSpec& spec_;
    const bool stages_;
    Plan plan_;
    std::vector<std::string> options_;
    int internal_ = 0;
};

Status check(const CellSpec& spec) {
    const auto wrong = [](const std::string& what) { return fail(ErrorKind::Usage, "building a cell: " + what); };
    const auto is_absolute = [](const std::string& path) { return path.starts_with('/'); };
    if (spec.command.empty() || !is_absolute(spec.command.front())) return wrong("the command is no absolute path");
    if (!is_absolute(spec.directory)) return wrong("the working directory is no absolute path");
    for (const auto& bind : spec.binds) {
        if (!is_absolute(bind.inside)) return wrong("a bind at " + quote(bind.inside) + " is at no absolute path");
        if (!bind.source.is_open()) return wrong("the bind at " + quote(bind.inside) + " has no source");
    }
    for (const auto& passed : spec.passed)
        if (passed.inside < 3 || passed.inside > Passed::kMax || !passed.descriptor.is_open())
            return wrong("descriptor " + std::to_string(passed.inside) + " cannot be passed");
    return {};
}

}  // namespace

Result<std::string> find_bubblewrap() {
    for (const std::string path : {"/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"}) {
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) continue;
        if (status.st_mode & S_ISUID)
            return fail(Error(ErrorKind::Sandbox, "using " + quote(path) + ": it runs set-user-id")
                            .with_hint("chmod u-s " + path + ", and allow unprivileged user namespaces"));
        return path;
    }
    return fail(
        Error(ErrorKind::Sandbox, "looking for bubblewrap: it is not installed").with_hint("apt install bubblewrap"));
}

Result<Plan> Plan::make(const CellSpec& spec, const Channels& channels, bool stages) {
    TRY(check(spec));
    return Planner(spec, stages).plan(channels);
}

Result<Bind> bind_of(const std::filesystem::path& source, std::string inside, Access access) {
    auto opened = TRY(Descriptor::open(source, O_PATH));
    return Bind{.source = std::move(opened), .inside = std::move(inside), .access = access};
}

}  // namespace assay::cell
