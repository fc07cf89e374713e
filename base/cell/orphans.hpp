// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace assay::cell {

/// Kills what outlives its parent in a cell: daemons that a program has left behind. The cell's process 1 adopts them,
/// so they are its children but for the first, the command.
class Orphans {
public:
    /// Each is killed once it has been one for so many seconds.
    explicit Orphans(double seconds) : seconds_(seconds) {}

    /// To be called now and then, with the process that became bubblewrap and the seconds the cell has run.
    void look(int first_process, double now);

private:
    /// A process, which its number alone is not for long.
    struct Who {
        std::uint64_t number = 0;
        std::uint64_t started = 0;
        friend auto operator<=>(const Who&, const Who&) = default;
    };
    static void kill(const Who& who, std::uint64_t parent);

    double seconds_;
    std::map<Who, double> since_;
};

}  // namespace assay::cell
