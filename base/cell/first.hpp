// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// The first process of a cell: a small static program of ours (first.cpp) that bubblewrap executes as process 1, once
/// the cell's files are laid out. It starts the command behind the last walls, adopts and reaps what the command leaves
/// behind, and ends when the command ends, which ends the cell.
///
/// - Its memory, descriptors and links in /proc are closed to the cell: it is not dumpable, and what Landlock holds may
///   not touch a process outside its domain.
/// - It has no capability and holds no descriptor; the command's filters hold for it too. All that is so before the
///   command is executed.
///
/// Its arguments, all decimal numbers but the paths: the descriptor for failures, its own program's, Landlock's ABI
/// (0: no such wall), a count of seccomp filters and their descriptors in loading order, a count of places and the
/// places, then the command. A place is a letter and an absolute path: `w`, a folder or file that the command owns;
/// `u`, files that may be written as they are.
namespace assay::cell::first {

/// The step that failed; written to the descriptor for failures. Nothing is written once the command runs.
struct Failure {
    enum class Step : std::int32_t { None, Arguments, Closing, Landlock, Filters, Start, Command };
    Step step = Step::None;
    std::int32_t error = 0;
};

constexpr char kOwned = 'w', kUsed = 'u';

/// Below ABI 2 no file can be renamed or linked from one folder into another, which builds do: then there is no such
/// wall.
constexpr int kLandlockAbiMin = 2;

}  // namespace assay::cell::first
