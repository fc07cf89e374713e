// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"
#include "base/files/space.hpp"

#include <vector>

namespace assay::cell {

/// The file systems a cell can write to: those of its writable binds and of files passed to it for writing.
///
/// They are looked at while the cell runs and once more when it has failed: a tool that finds no space left says so as
/// it says anything else, and what it then removes hides why. What others write there meanwhile is counted too.
class DiskWatch {
public:
    /// Remembers how much is free now. Errors: io_error's.
    static Result<DiskWatch> of(const CellSpec& spec);

    /// Whether more than Limits::disk_bytes, or Limits::names, is gone since the beginning.
    Result<bool> passed() const;
    /// Errors: Full, naming the folder, when less than Limits::free_bytes or free_names is left.
    Status check() const;
    /// The same for a cell that has failed, where next to no name being left counts too.
    Status check_after_failure() const;

private:
    struct Place {
        Descriptor file;
        FreeSpace free_at_first;
    };
    Status check_names(std::uint64_t least) const;
    Status add(const Descriptor& file);

    std::vector<Place> places_;
    std::uint64_t disk_bytes_ = 0;
    std::uint64_t free_bytes_ = 0;
    std::uint64_t names_ = 0;
    std::uint64_t free_names_ = 0;
};

}  // namespace assay::cell
