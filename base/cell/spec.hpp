// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/host_ids.hpp"
#include "base/cell/sink.hpp"
#include "base/files/folder.hpp"

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace assay::cell {

/// The machine's own programs: /usr and what belongs to it (/bin, /sbin, /lib*, /etc/alternatives, the loader's cache),
/// read-only. Nothing else of the machine: no home, no /etc, no /var.
struct HostUsr {};

/// An assembled root: each entry of its top folder, read-only, but for `dev`, `proc`, `sys` and `tmp`, which are always
/// the cell's own. Its own top folder stays out, so mount points below / need not exist in it.
struct Tree {
    Folder folder;
};

using Root = std::variant<HostUsr, Tree>;

/// What a cell may do with a bind.
enum class Access { ReadOnly, Writable };

/// A folder or file of the host, shown at `inside` (absolute). What is shown is the object behind the descriptor
/// (O_PATH is enough), whatever happens to its name; the folders above it need not be open to the cell's user.
struct Bind {
    Descriptor source;
    std::string inside;
    Access access = Access::ReadOnly;
};

/// An empty file system in memory, gone with the cell. It counts as memory, and holds no more than
/// Limits::memory_bytes.
struct Scratch {
    std::string inside;
    std::uint64_t bytes = 0;
};

/// A folder below a writable bind in which a program of the cell will chroot: it gets the harmless devices in `dev`, a
/// procfs at `dev/proc`, and `proc` as a link to that (a procfs right at `proc` would keep tar and dpkg from unpacking
/// one). `dev/proc` must exist. Afterwards the mount points, empty files, are left in `dev`.
struct ChrootFolder {
    std::string inside;
};

/// One user and one group, without any capability. On the host that is one of HostIds::one or HostIds::apart; never
/// root.
struct OneUser {
    unsigned uid = 1000;
    unsigned gid = 1000;
};

/// Root with 65,536 users and groups, for package managers. On the host none of them is root, and the capabilities are
/// those that own files and change users: CHOWN, DAC_OVERRIDE, FOWNER, FSETID, SETUID, SETGID, SETFCAP, SYS_CHROOT.
/// Nothing can be mounted and no device made.
struct UserRange {};

using Users = std::variant<OneUser, UserRange>;

/// Which system calls are there; syscalls.cpp has the lists.
enum class Profile {
    Parser,  ///< no process, no socket; any call not listed kills
    Build    ///< compilers, dpkg, interpreters; calls not listed answer ENOSYS, so that newer libraries fall back
};

/// What fsync and its kin do inside.
enum class Syncing {
    Real,
    Skipped  ///< they succeed at once: for files that count only once the cell has ended and we have synced them
};

/// All of them hold for the cell as a whole, but for those that say otherwise.
struct Limits {
    double wall_seconds = 60;
    double cpu_seconds = 60;
    std::uint64_t memory_bytes = 1U << 30;
    std::uint64_t processes = 64;            ///< and threads
    std::uint64_t open_files = 1024;         ///< of each process
    std::uint64_t file_bytes = 1U << 30;     ///< of each file written
    std::uint64_t output_bytes = 64U << 20;  ///< of stdout and stderr together, kept or not
    /// What may go of any file system the cell can write to: a limit of the cell's, like the others.
    std::uint64_t disk_bytes = std::numeric_limits<std::uint64_t>::max();
    /// What has to stay free there. With less, it is our disk that fails and not the cell: `run` gives Full.
    std::uint64_t free_bytes = 16U << 20;
    /// As `disk_bytes`, of files and folders: a file system has room for so many names, however small the files are.
    std::uint64_t names = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t free_names = 0;  ///< as `free_bytes`
};

/// A descriptor that stays open inside under the given number, 3 to kPassedMax.
struct Passed {
    static constexpr int kMax = 99;
    Descriptor descriptor;
    int inside = 3;
};

/// Stdin: nothing, these bytes, or what can be read from a descriptor.
using Input = std::variant<std::monostate, Bytes, Descriptor>;

/// A program and everything it gets; what is not named here it does not get.
///
/// - The environment is complete but for PWD, which bubblewrap adds.
/// - No network but a loopback of its own, no host process, no host file but `root` and `binds`, no device but null,
///   zero, full, random, urandom, tty and a devpts of its own; /tmp and /dev/shm are scratch, the rest of / read-only.
struct CellSpec {
    std::vector<std::string> command;  ///< its first is an absolute path inside
    std::vector<std::pair<std::string, std::string>> environment;
    std::string directory = "/";
    Root root;
    std::vector<Bind> binds;
    std::vector<Scratch> scratch;
    std::vector<ChrootFolder> chroots;
    std::uint64_t tmp_bytes = 256U << 20;
    std::string host_name = "cell";
    Users users;
    /// Who the cell is on the host. Without it the cell takes one of its own; with it writable binds can belong to the
    /// cell's user beforehand (see WorkFolder). OneUser needs HostIds::one or apart, UserRange HostIds::range or
    /// keeper.
    std::shared_ptr<const HostIds> host_ids;
    unsigned umask = 022;
    Profile profile = Profile::Build;
    Syncing syncing = Syncing::Real;
    Limits limits;
    /// After so many seconds a process is killed that outlives the one that started it, as a daemon does: what waits
    /// for its output to end would wait as long as the cell may run. Without it such processes end with the cell.
    std::optional<double> orphan_seconds;
    Input input;
    std::vector<Passed> passed;
    Sink out = Sink::keep(1U << 20);
    Sink err = Sink::tail(64U << 10);
};

/// A bind of a path of our own user's naming, links followed. Errors: io_error's.
Result<Bind> bind_of(const std::filesystem::path& source, std::string inside, Access access = Access::ReadOnly);

}  // namespace assay::cell
