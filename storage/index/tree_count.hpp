// SPDX-License-Identifier: Apache-2.0
// How much of a tree has been met. Private to storage/index.
#pragma once

#include "storage/index/opened_directory.hpp"

namespace assay::storage {

/// Counts what an index claims before it is believed. One directory may be in many places: it counts in each.
/// Errors: Limit, naming the path.
class TreeCount {
public:
    explicit TreeCount(const TreeLimits& limits) : limits_(limits) {}

    /// A directory that was opened; null path for the root. Its entries lie `depth` components deep.
    Status add(const OpenedDirectory& directory, const RelativePath* path, std::size_t depth);
    Status add(const Entry& file, const RelativePath& path);

private:
    TreeLimits limits_;
    std::uint64_t entries_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace assay::storage
