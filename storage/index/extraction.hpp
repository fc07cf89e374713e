// SPDX-License-Identifier: Apache-2.0
// Writes what an index holds to disk. Private to storage/index.
#pragma once

#include "storage/index/tree_count.hpp"

namespace assay::storage {

/// One extraction, into folders that are opened step by step.
class Extraction {
public:
    Extraction(PieceOpener& opener, const ExtractOptions& options, Progress& progress, const Interrupt& interrupt)
        : opener_(opener), options_(options), count_(options.limits), progress_(progress), interrupt_(interrupt) {}

    /// All that is in `from`, which is at `path` (null for the root), into `to`. Its entries lie `depth` deep.
    Status directory(const OpenedDirectory& from, const RelativePath* path, const Folder& to, std::size_t depth);
    /// One entry of `from`, which is at `path`, into `to` under its own name.
    Status entry(const OpenedDirectory& from, const Entry& entry, const RelativePath& path, const Folder& to,
                 std::size_t depth);

private:
    Status file(const OpenedDirectory& from, const Entry& entry, const RelativePath& name, const Folder& to);
    Status subdirectory(const Entry& entry, const RelativePath& path, const Folder& to, std::size_t depth);
    Status set_time(const Entry& entry, const RelativePath& name, const Folder& to) const;
    unsigned mode_of(const Entry& entry) const;

    PieceOpener& opener_;
    const ExtractOptions& options_;
    TreeCount count_;
    Progress& progress_;
    const Interrupt& interrupt_;
};

}  // namespace assay::storage
