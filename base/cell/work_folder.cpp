// SPDX-License-Identifier: Apache-2.0
#include "base/cell/work_folder.hpp"

#include "base/cell/run.hpp"
#include "base/core/text.hpp"
#include "base/files/beneath.hpp"
#include "base/files/walk.hpp"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::cell {

namespace {

constexpr std::uint64_t kSmallMemory = 256U << 20;
constexpr double kKeepingSeconds = 600;

Status change_owner(const Descriptor& folder, const char* name, unsigned uid, unsigned gid) {
    if (::fchownat(folder.number(), name, uid, gid, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) == 0) return {};
    return fail(io_error("changing the owner of " + quote(name_below(folder, name)), errno));
}

Status change_owners(const Folder& folder, unsigned uid, unsigned gid) {
    // Folders first become ours, so that no other user can move things while we go through them.
    TRY(change_owner(folder.descriptor(), "", uid, gid));
    return walk(folder, [&](const WalkEntry& entry, const Folder& holder) -> Result<WalkNext> {
        TRY(change_owner(holder.descriptor(), std::string(entry.path.filename()).c_str(), uid, gid));
        return WalkNext::Enter;
    });
}

/// What the caller's subordinate ids own, only the root of a namespace that has them can change: runs a tool of the
/// machine as that one. The folder is at /work.
Status as_keeper(const Descriptor& folder, std::vector<std::string> command, const std::string& doing) {
    CellSpec spec;
    spec.users = UserRange{};
    spec.host_ids = std::make_shared<const HostIds>(TRY(HostIds::keeper()));
    spec.command = std::move(command);
    spec.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    auto work = TRY(folder.duplicate());
    spec.binds.push_back({.source = std::move(work), .inside = "/work", .access = Access::Writable});
    spec.limits.memory_bytes = kSmallMemory;
    spec.limits.wall_seconds = spec.limits.cpu_seconds = kKeepingSeconds;
    // What makes room needs none.
    spec.limits.free_bytes = 0;
    const auto outcome = TRY(run(std::move(spec)));
    if (outcome.succeeded()) return {};
    return fail(ErrorKind::Io, doing + " " + quote(folder.name()) + ": it " + outcome.describe() + ": " +
                                   quote(trim(text_of(outcome.err.bytes))));
}

/// `uid:gid` as a keeper's namespace has them, whose 1 is the first subordinate id.
std::string seen_by_keeper(const HostIds& ids) {
    return std::to_string(1 + ids.first_uid() - ids.subordinate_uid()) + ":" +
           std::to_string(1 + ids.first_gid() - ids.subordinate_gid());
}

bool is_subordinate(const HostIds& ids) { return ids.kind() == HostIds::Kind::Subordinate; }

constexpr auto kChown = "/usr/bin/chown";

}  // namespace

Result<Folder> make_work_folder(const Folder& parent, const RelativePath& name, const HostIds& ids, unsigned mode) {
    if (TRY(parent.exists(name)))
        return fail(ErrorKind::Conflict,
                    "making " + quote(name_below(parent.descriptor(), name.text())) + ": it exists");
    auto folder = TRY(parent.make_folder(name, 0700));
    TRY(folder.descriptor().set_mode(mode));
    TRY(give_folder(folder, ids));
    return folder;
}

Status give_tree(const Folder& folder, const HostIds& ids) {
    if (is_subordinate(ids))
        return as_keeper(folder.descriptor(), {kChown, "-hR", seen_by_keeper(ids), "/work"}, "giving to a cell");
    if (!ids.is_fresh()) return {};
    return change_owners(folder, ids.first_uid(), ids.first_gid());
}

Status take_back_tree(const Folder& folder, const HostIds& ids) {
    if (is_subordinate(ids)) return as_keeper(folder.descriptor(), {kChown, "-hR", "0:0", "/work"}, "taking back");
    if (::geteuid() != 0) return {};
    return change_owners(folder, ::geteuid(), ::getegid());
}

Status give_folder(const Folder& folder, const HostIds& ids) {
    if (is_subordinate(ids))
        return as_keeper(folder.descriptor(), {kChown, seen_by_keeper(ids), "/work"}, "giving to a cell");
    if (!ids.is_fresh()) return {};
    return change_owner(folder.descriptor(), "", ids.first_uid(), ids.first_gid());
}

Status take_back_folder(const Folder& folder, const HostIds& ids) {
    if (is_subordinate(ids)) return as_keeper(folder.descriptor(), {kChown, "0:0", "/work"}, "taking back");
    if (::geteuid() != 0) return {};
    return change_owner(folder.descriptor(), "", ::geteuid(), ::getegid());
}

Status empty_work_folder(const Folder& folder, const std::shared_ptr<const HostIds>& ids) {
    if (!is_subordinate(*ids) && ids->kind() != HostIds::Kind::Keeper) return folder.remove_contents();
    return as_keeper(folder.descriptor(), {"/usr/bin/find", "/work", "-mindepth", "1", "-delete"}, "emptying");
}

Status remove_work_tree(const Folder& parent, const RelativePath& name) {
    auto removed = parent.remove_tree(name);
    if (removed || ::geteuid() == 0) return removed;
    const auto entry = parent.status(name);
    if (!entry || entry->kind != FileKind::Folder) return removed;
    // Opening it needs no right to read it.
    const auto folder = open_beneath(parent.descriptor(), name, O_PATH | O_DIRECTORY | O_NOFOLLOW);
    if (!folder) return removed;
    const auto emptied = as_keeper(*folder, {"/usr/bin/find", "/work", "-mindepth", "1", "-delete"}, "emptying");
    return emptied ? parent.remove_tree(name) : removed;
}

}  // namespace assay::cell
