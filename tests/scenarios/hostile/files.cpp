// SPDX-License-Identifier: Apache-2.0
// Files, devices and switches that are not the cell's, and what its own files tell of the machine.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace assay::hostile {

namespace {

cell::Bind shown(const Folder& folder, const std::string& inside) {
    return {.source = need(folder.descriptor().duplicate()), .inside = inside, .access = cell::Access::ReadOnly};
}

std::vector<cell::Bind> only(cell::Bind bind) {
    std::vector<cell::Bind> all;
    all.push_back(std::move(bind));
    return all;
}

void of_the_machine(const Folder& place) {
    const auto top = place.name();
    const auto inputs = need(place.make_folder("inputs"_path, 0755));
    need(write_durably(inputs, "input"_path, bytes_of("text\n"), {.mode = 0644}));
    need(write_durably(place, "secret"_path, bytes_of("key\n"), {.mode = 0600}));
    attempt({"an input that is shown is not changed, by any call",
             "files",
             {"inputs", "/inputs"},
             Without::Cell,
             "inputs '" + inputs.name() + "'",
             only(shown(inputs, "/inputs"))});
    need(place.remove_tree("inputs"_path));
    const auto again = need(place.make_folder("inputs"_path, 0755));
    need(write_durably(again, "input"_path, bytes_of("text\n"), {.mode = 0644}));
    attempt({"no file of the machine's programs is written", "files", {"toolchain"}});
    attempt({"no way up leads out of a folder that is shown",
             "files",
             {"above", "/inputs"},
             Without::Cell,
             "above '" + again.name() + "'",
             only(shown(again, "/inputs"))});
    attempt({"no key of the room by its path", "files", {"secret", top + "/secret"}, Without::Cell});
    attempt({"no home, and nothing of /etc that tells of the machine", "files", {"homes"}, Without::Cell});
    attempt({"no device is made", "files", {"devices", "/tmp"}, Without::Cell, "devices '" + top + "'"});
    attempt({"no device of the machine is there", "files", {"nodes"}, Without::Cell});
    attempt({"no second name for a file that is shown",
             "files",
             {"link", "/inputs/input /tmp/second"},
             Without::Cell,
             "link '" + again.name() + "/input " + top + "/second'",
             only(shown(again, "/inputs"))});
    need(place.remove_tree("inputs"_path));
    need(place.remove("secret"_path));

    for (const std::string folder : {"/dev/shm", "/tmp"}) {
        const auto path = folder + "/assay-hostile-" + std::to_string(::getpid());
        const auto file = Descriptor::open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);
        if (!file) give_up(file.error());
        attempt({"no file of the machine's " + folder, "files", {"secret", path}, Without::Cell});
        ::unlink(path.c_str());
    }
}

// One build's folder, as another build looks for it.
void of_another_build(const Folder& place) {
    const auto ids = one_user();
    const auto work = need(cell::make_work_folder(place, "other"_path, *ids));
    auto spec = shell("echo text >/work/file");
    show_work(spec, work, ids);
    need(cell::run(std::move(spec)));
    attempt({"no file of another build", "files", {"secret", work.name() + "/file"}, Without::Cell});
    need(cell::empty_work_folder(work, ids));
    need(place.remove_tree("other"_path));
}

void switches() {
    attempt({"no handler of core files is set", "proc", {"core"}});
    attempt({"no program that the kernel starts is set", "proc", {"programs"}});
    attempt({"no binary format is registered", "proc", {"binfmt"}});
    attempt({"no switch below /proc/sys is set", "proc", {"switches"}});
    attempt({"no switch of the network is set", "proc", {"network"}});
    attempt({"no SysRq", "proc", {"sysrq"}});
    attempt({"no interrupt is moved", "proc", {"interrupts"}});
    attempt({"no memory of the kernel by /proc", "proc", {"memory"}, Without::Cell});
    attempt({"/sys is empty", "files", {"sys"}, Without::Cell});
    attempt({"no uevent helper, debugfs, tracefs, firmware or cgroup", "files", {"debug"}, Without::Cell});
}

/// The lines of a mountinfo whose root is a path of a disk of the machine: `root mount-point` each.
std::vector<std::string> of_disks(const std::string& mountinfo) {
    std::vector<std::string> out;
    for (const auto line : split(mountinfo, '\n')) {
        const auto fields = split(line, ' ');
        if (fields.size() > 5 && fields[3] != "/" && line.find(" - proc ") == std::string_view::npos)
            out.push_back(std::string(fields[3]) + " " + std::string(fields[4]));
    }
    return out;
}

// mountinfo cannot be hidden from a process. What it tells of the machine's paths is where the folders lie that were
// shown, and nothing else.
void paths(const Folder& place) {
    const auto ids = one_user();
    const auto work = need(cell::make_work_folder(place, "slot-4711"_path, *ids));
    auto spec = shell("cat /proc/self/mountinfo");
    show_work(spec, work, ids);
    std::string others;
    const auto outcome = cell::run(std::move(spec));
    const auto told = of_disks(printed(outcome));
    for (const auto& line : told) {
        const auto inside = line.substr(line.find(' ') + 1);
        const bool is_known = inside == "/work" || inside == "/usr" || inside.starts_with("/usr/") ||
                              inside.starts_with("/etc/") || inside.starts_with("/dev/") ||
                              inside.starts_with("/lib") || inside.starts_with("/proc/");
        if (!is_known) others += line + "; ";
    }
    row("mountinfo tells no path of the machine but those of what is shown",
        outcome && outcome->code == 0 && others.empty(),
        "no cell: " + outside("awk '$4 != \"/\" || $5 != \"/\"' /proc/self/mountinfo | wc -l") +
            " mounts of the machine");
    attempt({"no other file of /proc tells where the room's data lie",
             "files",
             {"paths", place.name()},
             Without::Cell,
             "paths '" + place.name() + "' <'" + place.name() + "'"});
    attempt({"no cgroup of the machine is told", "files", {"cgroup"}, Without::Cell});
    // The file that another process of the machine has locked, by the number of its inode.
    need(write_durably(place, "locked"_path, bytes_of("x"), {.mode = 0600}));
    const auto file = need(Descriptor::open(place.name() + "/locked", O_RDWR));
    struct flock lock{};
    lock.l_type = F_WRLCK;
    if (::fcntl(file.number(), F_OFD_SETLK, &lock) != 0) give_up(io_error("locking a file", errno));
    const auto number = std::to_string(need(file.status()).inode);
    const auto locks = cell::run(shell("cat /proc/locks /proc/self/fdinfo/* 2>/dev/null || true"));
    row("locks of the machine are not told", locks && locks->code == 0 && !printed(locks).contains(":" + number + " "),
        "no cell: " + outside("grep -c ':" + number + " ' /proc/locks") + " line with the file's number");
    need(place.remove("locked"_path));
    need(cell::empty_work_folder(work, ids));
    need(place.remove_tree("slot-4711"_path));
}

}  // namespace

void files(const Folder& place) {
    of_the_machine(place);
    of_another_build(place);
    switches();
    paths(place);
}

}  // namespace assay::hostile
