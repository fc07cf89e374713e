// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <sys/types.h>

namespace assay::cell {

/// Above the numbers that handed over descriptors can have.
constexpr int kHandoversMax = 400;

/// fork(2). Under the thread sanitizer it is the system call alone: the sanitizer starts a thread in the child of a
/// process of one thread, and a process of two threads may make no user namespace.
pid_t fork_child();

/// What a supervisor is to do, prepared down to the last pointer: between fork and exec a process of several threads
/// may neither allocate nor lock.
struct Orders {
    /// How the cell's users come about.
    ///
    /// Around bubblewrap's own user namespace there is always one of ours: in it processes are counted, and a cell that
    /// reads its map finds that one's ids and not the host's.
    enum class Origin {
        Own,          ///< its maps, of the caller's own ids, are written by itself
        Fresh,        ///< the supervisor, who is root, writes them
        Subordinate,  ///< the supervisor writes them, in a namespace whose maps newuidmap has written
        Keeper        ///< newuidmap writes them
    };
    /// As Plan has it, ready for use without allocating.
    struct Staged {
        int source;
        const char* place;
        bool is_folder;
    };
    /// A descriptor of ours and the number it has in the cell.
    struct Handover {
        int from;
        int to;
    };
    /// For setrlimit(2).
    struct ResourceLimit {
        int resource;
        std::uint64_t value;
    };

    int control = -1;  ///< read end; its closing ends the cell
    int report = -1;   ///< write end, Reports
    int go = -1;       ///< read end; a byte for each that waits: ids are mapped, cgroups joined
    /// Our ends of `control` and `go`: open anywhere else, their closing would not be noticed.
    int control_writing = -1;
    int go_writing = -1;
    Origin origin = Origin::Fresh;
    bool is_range = false;
    uid_t uid = 0;  ///< in that namespace; 0 is the root of a range
    gid_t gid = 0;
    const char* uid_map = nullptr;  ///< all but Keeper
    const char* gid_map = nullptr;
    const char* stage = nullptr;  ///< an existing folder
    std::span<Staged> staged;
    std::span<Handover> handovers;  ///< stdin, stdout and stderr among them; each `to` below kHandoversMax
    std::span<const ResourceLimit> limits;
    mode_t umask = 022;
    const char* program = nullptr;
    char* const* arguments = nullptr;
};

/// The part of the work that failed.
enum class Step { None, Stage, Launch, Namespace, Maps, BecomeUser, SetLimits, HandOver, Execute };

const char* describe(Step step);

/// One message of a supervisor or launcher; written at once, so never torn.
struct Report {
    enum class Kind {
        Unmapped,  ///< the supervisor waits for its maps, and for a byte on `go`
        Launched,  ///< what becomes bubblewrap waits for a byte on `go`
        Failed,
        Ended
    };
    Kind kind = Kind::Ended;
    pid_t process = 0;           ///< Unmapped, Launched: which it is
    bool has_own_cores = false;  ///< Launched: no stranger runs on the other half of a core
    Step step = Step::None;      ///< Failed
    int error = 0;
    int status = 0;  ///< Ended: bubblewrap's, as wait(2) gives it
    std::uint64_t cpu_microseconds = 0;
    std::uint64_t largest_process_bytes = 0;
};

/// The life of the process between us and bubblewrap, to be called in a fresh fork. It stages, launches, waits, and
/// kills when `control` closes, be it because we say so or because we died. It adopts whatever the cell leaves behind
/// and ends only when no process of the cell is left.
[[noreturn]] void keep_cell(const Orders& orders);

}  // namespace assay::cell
