// SPDX-License-Identifier: Apache-2.0
// Who a build is on the host: no user of the machine, and not who runs the room.
#include "tests/scenarios/hostile/attacks.hpp"
#include "tests/scenarios/hostile/table.hpp"

#include "base/cell/preflight.hpp"
#include "base/cell/process_table.hpp"
#include "base/cell/work_folder.hpp"
#include "base/core/text.hpp"
#include "base/files/durable.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::hostile {

namespace {

bool is_somebody(std::uint64_t uid) { return uid == ::geteuid() || ::getpwuid(static_cast<uid_t>(uid)) != nullptr; }

/// The user ids of a running process on the host, as /proc tells them; none while there is no such process.
std::vector<std::uint64_t> users_of(const std::string& command) {
    std::vector<std::uint64_t> out;
    const auto table = cell::ProcessTable::now();
    for (const auto number : table.family_of(static_cast<std::uint64_t>(::getpid()))) {
        if (!cell::read_proc(number, "cmdline").starts_with(command)) continue;
        const auto status = cell::read_proc(number, "status");
        for (const auto line : split(status, '\n'))
            if (line.starts_with("Uid:"))
                for (const auto field : split(line.substr(5), '\t'))
                    if (const auto uid = parse_decimal(field)) out.push_back(*uid);
    }
    return out;
}

/// Those of a cell's command, seen from outside.
std::vector<std::uint64_t> users_of_cell(const Ids& ids) {
    auto spec = program("consume", {"time"});
    spec.host_ids = ids;
    if (ids->is_range()) spec.users = cell::UserRange{};
    spec.limits.wall_seconds = 2;
    std::jthread running(
        [spec = std::make_shared<cell::CellSpec>(std::move(spec))] { static_cast<void>(cell::run(std::move(*spec))); });
    std::vector<std::uint64_t> users;
    for (int i = 0; i < 100 && users.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        users = users_of("/cells/consume");
    }
    return users;
}

std::string told(const std::vector<std::uint64_t>& users) {
    return users.empty() ? "no process" : "user " + std::to_string(users.front());
}

void processes() {
    const auto users = users_of_cell(build_user());
    const auto own = ::geteuid() == 0 ? std::string() : told(users_of_cell(one_user()));
    row("a build's processes are no user's of the machine", !users.empty() && std::ranges::none_of(users, is_somebody),
        ::geteuid() == 0 ? "no cell: user " + outside("id -u") : "ids of one's own: " + own);
    const Ids range = std::make_shared<const cell::HostIds>(need(cell::HostIds::range()));
    const auto of_range = users_of_cell(range);
    row("the processes of a package's root are no user's of the machine",
        !of_range.empty() && std::ranges::none_of(of_range, is_somebody), "no cell: user " + outside("id -u"));
    const auto first = build_user(), second = build_user();
    row("two builds at a time are two users", first->first_uid() != second->first_uid(),
        "the room's: " + std::to_string(::geteuid()) + " and " + std::to_string(::geteuid()));
    auto spec = shell("cat /proc/self/uid_map /proc/self/gid_map");
    spec.host_ids = first;
    const auto maps = printed(cell::run(std::move(spec)));
    row("a build is not told who it is on the host",
        maps.contains("1000") && !maps.contains(std::to_string(first->first_uid())),
        "bubblewrap alone: " + outside("bwrap --unshare-user --uid 1000 --ro-bind / / cat /proc/self/uid_map"));
}

void left_files(const Folder& place) {
    const auto ids = build_user();
    const auto work = need(cell::make_work_folder(place, "left"_path, *ids));
    auto spec =
        shell("mkdir -p /work/a/b; echo x >/work/a/b/c; ln -s x /work/l; chmod 6755 /work/a/b/c; chmod 0 /work/a/b");
    show_work(spec, work, ids);
    const auto outcome = cell::run(std::move(spec));
    const auto owner = need(work.status()).owner;
    row("a build's files are no user's of the machine", outcome && outcome->code == 0 && !is_somebody(owner),
        "made by the room: user " + std::to_string(need(place.status()).owner));
    need(cell::take_back_tree(work, *ids));
    ::chmod((work.name() + "/a/b").c_str(), 0700);
    struct ::stat raw{};
    const bool is_back = ::stat((work.name() + "/a/b/c").c_str(), &raw) == 0 && raw.st_uid == ::geteuid();
    row("the room takes them back, and no set-id bit with them", is_back && (raw.st_mode & 06000) == 0,
        "as built: owner " + std::to_string(owner) + ", mode 6755");
    need(cell::give_tree(work, *ids));
    const auto by_path = outside("rm -rf '" + work.name() + "'; test ! -e '" + work.name() + "' && echo removed");
    if (need(place.exists("left"_path))) need(cell::empty_work_folder(work, ids));
    row("what is left of a killed build is removed, with any owner",
        !need(place.exists("left"_path)) || cell::remove_work_tree(place, "left"_path).has_value(),
        "rm: " + by_path.substr(0, 80));
}

/// What a process reads that has left its cell: the user of a build, outside all of its walls.
void escaped(const Folder& place) {
    need(write_durably(place, "secret"_path, bytes_of("key\n"), {.mode = 0600}));
    const auto ids = build_user();
    const auto read_as = [&](std::uint64_t uid) {
        const auto become =
            "setpriv --reuid " + std::to_string(uid) + " --regid " + std::to_string(uid) + " --clear-groups ";
        if (::geteuid() == 0) return outside(become + "cat '" + place.name() + "/secret'");
        // As an ordinary user only the root of his own ids becomes one of them.
        auto spec = shell(become + "cat /place/secret 2>&1");
        spec.users = cell::UserRange{};
        spec.host_ids = std::make_shared<const cell::HostIds>(need(cell::HostIds::keeper()));
        spec.binds.push_back({.source = need(place.descriptor().duplicate()), .inside = "/place"});
        return printed(cell::run(std::move(spec)));
    };
    const auto uid = ::geteuid() == 0 ? ids->first_uid() : 1 + ids->first_uid() - ids->subordinate_uid();
    const auto got = read_as(uid);
    row("a process that has left its cell reads no key of the room", got != "key", "as the room's user: " + read_as(0));
    need(place.remove("secret"_path));
}

}  // namespace

void ids(const Folder& place) {
    const auto facilities = cell::preflight();
    const auto user = std::ranges::find(facilities, "builds' user", &cell::Facility::name);
    const bool is_apart = build_user()->kind() != cell::HostIds::Kind::Own;
    auto spec = shell("true");
    spec.host_ids = build_user();
    const auto walls = need(cell::run(std::move(spec))).walls.describe();
    row(is_apart ? "the room says that its builds are users of their own"
                 : "the room says that its builds run as its own user",
        user != facilities.end() && user->is_there == is_apart &&
            walls.contains(is_apart ? "a user id of its own" : "the user id of who ran it"),
        "without saying so: " + outside("id -un"));
    if (!is_apart) return;
    processes();
    left_files(place);
    escaped(place);
}

}  // namespace assay::hostile
