// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"

namespace assay::cell {

/// Processes that come on top of a cell's own: bubblewrap outside, process 1 inside, and what we launch it from.
constexpr std::uint64_t kProcessesOfBubblewrap = 3;

/// The bubblewrap program of this machine. Errors: Sandbox where there is none, or one that runs set-user-id.
Result<std::string> find_bubblewrap();

/// All arguments and descriptors of bubblewrap for one cell.
///
/// Root stages: each bound descriptor is first mounted below kStage in a mount namespace of the supervisor, where the
/// cell's user can reach it although it lies below folders closed to him. Others hand the descriptors to bubblewrap,
/// which resolves and checks them.
struct Plan {
    static constexpr auto kStage = "/run";

    /// A descriptor of ours and the number it has in the cell.
    struct Handover {
        int from;
        int to;
    };
    /// Something root mounts at `place`, below kStage, before bubblewrap starts.
    struct Staged {
        int source;
        std::string place;
        bool is_folder;
    };

    std::vector<std::string> arguments;  ///< after the program's name
    std::vector<Handover> handovers;     ///< besides stdin, stdout and stderr
    std::vector<Staged> staged;
    std::vector<Descriptor> held;  ///< open until bubblewrap has them

    int landlock_abi = 0;  ///< what the command is confined by; 0: nothing

    /// What the cell tells of itself, besides its streams.
    struct Channels {
        const Descriptor& status;    ///< where bubblewrap writes what becomes of the command
        const Descriptor& failures;  ///< where the first process writes why there is none (first.hpp)
    };
    /// Errors: Usage for a spec that contradicts itself, Sandbox, io_error's.
    static Result<Plan> make(const CellSpec& spec, const Channels& channels, bool stages);
};

}  // namespace assay::cell
