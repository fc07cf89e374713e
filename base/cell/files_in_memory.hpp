// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"

namespace assay::cell {

/// The file systems in memory (tmpfs) that a cell may write to and that are not its own: those of writable binds and of
/// files passed open for writing. Pages of a file there count as memory of the process that wrote them.
class FilesInMemory {
public:
    /// Before the cell is started.
    explicit FilesInMemory(const CellSpec& spec);

    /// What can be written there at most: what is free now, and no more than the cell may write.
    std::uint64_t most() const { return most_; }
    /// What was written there since, by the cell or by others.
    std::uint64_t written() const;

private:
    struct Place {
        Descriptor file;
        std::uint64_t device;
        std::uint64_t free_at_first;
    };
    void add(const Descriptor& file);

    std::vector<Place> places_;
    std::uint64_t most_ = 0;
};

}  // namespace assay::cell
