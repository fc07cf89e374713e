// SPDX-License-Identifier: Apache-2.0
// Git's ids of what an index holds: index.md, "Tree ids". Private to storage/index.
#pragma once

#include "storage/index/tree_count.hpp"
#include "storage/snapshot/git_object.hpp"

namespace assay::storage {

/// What a git tree says of that entry's mode.
TreeMode tree_mode_of(const Entry& entry);

/// Computes tree ids from directories alone. One is good for one tree: it counts what it meets.
class TreeIdentifier {
public:
    TreeIdentifier(PieceOpener& opener, const TreeLimits& limits, const Interrupt& interrupt)
        : opener_(opener), count_(limits), interrupt_(interrupt) {}

    /// The id of the directory at `path`, its entries lying `depth` components deep. Errors: Invalid for a name that no
    /// git tree can have; Limit; Interrupted; the opener's.
    Result<crypto::Sha256> id_of(const OpenedDirectory& directory, const RelativePath& path, std::size_t depth);

private:
    PieceOpener& opener_;
    TreeCount count_;
    const Interrupt& interrupt_;
};

}  // namespace assay::storage
