// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/outcome.hpp"
#include "base/files/folder.hpp"
#include "verifier/machine/guest.hpp"

#include <vector>

namespace assay::verifier {

/// What a build's machine wrote on the disk of its answer. Page: machine.md, "The answer".
///
/// A stranger wrote it. It holds numbers and bytes only: names are those the room asked for.
struct MachineAnswer {
    guest::Ending ending;
    unsigned value;
    bool processes_exhausted;
    std::vector<std::uint64_t> sizes;  ///< or guest::kMissing, guest::kNoFile; of each artifact asked for

    /// Errors: Invalid for what the page does not allow, as it is where the machine never came to an answer.
    static Result<MachineAnswer> read(const Descriptor& disk, const std::vector<RelativePath>& artifacts);

    /// The ending, in the words that a cell has for it; empty when the build ended well.
    std::string failure() const;
    /// Puts the artifacts into an empty folder; what was something else than a regular file is a folder there. Gives
    /// why not, where they come to more than a room takes out. Errors: Invalid where the disk is shorter than it says;
    /// those of Folder.
    Result<std::string> take(const Descriptor& disk, const std::vector<RelativePath>& artifacts,
                             const Folder& out) const;
};

}  // namespace assay::verifier
