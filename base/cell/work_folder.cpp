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
constexpr double kRemovalSeconds = 600;

Status change_owner(const Descriptor& folder, const char* name, unsigned uid, unsigned gid) {
    if (::fchownat(folder.number(), name, uid, gid, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) == 0) return {};
    return fail(io_error("changing the owner of " + quote(name_below(folder, name)), errno));
}

Status change_owners(const Folder& folder, unsigned uid, unsigned gid) {
    // Folders first come into our hands, so that nobody else can move things while we go through them.
    TRY(change_owner(folder.descriptor(), "", uid, gid));
    return walk(folder, [&](const WalkEntry& entry, const Folder& holder) -> Result<WalkNext> {
        TRY(change_owner(holder.descriptor(), std::string(entry.path.filename()).c_str(), uid, gid));
        return WalkNext::Enter;
    });
}

}  // namespace

Result<Folder> make_work_folder(const Folder& parent, const RelativePath& name, const HostIds& ids, unsigned mode) {
    if (TRY(parent.exists(name)))
        return fail(ErrorKind::Conflict,
                    "making " + quote(name_below(parent.descriptor(), name.text())) + ": it exists");
    auto folder = TRY(parent.make_folder(name, 0700));
    TRY(folder.descriptor().set_mode(mode));
    if (ids.is_fresh()) TRY(change_owner(folder.descriptor(), "", ids.first_uid(), ids.first_gid()));
    return folder;
}

Status give_tree(const Folder& folder, const HostIds& ids) {
    if (!ids.is_fresh()) return {};
    return change_owners(folder, ids.first_uid(), ids.first_gid());
}

Status take_back_tree(const Folder& folder) {
    if (::geteuid() != 0) return {};
    return change_owners(folder, ::geteuid(), ::getegid());
}

Status empty_work_folder(const Folder& folder, std::shared_ptr<const HostIds> ids) {
    if (::geteuid() == 0 || ids->count() != HostIds::kRangeCount) return folder.remove_contents();
    // Files of subordinate ids: the root of a range alone may remove them, whatever their modes.
    CellSpec spec;
    spec.users = UserRange{};
    spec.host_ids = std::move(ids);
    spec.command = {"/usr/bin/find", "/work", "-mindepth", "1", "-delete"};
    spec.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C.UTF-8"}};
    auto work = TRY(folder.descriptor().duplicate());
    spec.binds.push_back({.source = std::move(work), .inside = "/work", .access = Access::Writable});
    spec.limits.memory_bytes = kSmallMemory;
    spec.limits.wall_seconds = spec.limits.cpu_seconds = kRemovalSeconds;
    // What makes room needs none.
    spec.limits.free_bytes = 0;
    const auto outcome = TRY(run(std::move(spec)));
    if (outcome.succeeded()) return {};
    return fail(ErrorKind::Io, "emptying " + quote(folder.name()) + ": the removal " + outcome.describe() + ": " +
                                   quote(trim(text_of(outcome.err.bytes))));
}

}  // namespace assay::cell
