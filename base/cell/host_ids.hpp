// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay::cell {

/// User and group ids of the host that one cell, or a row of cells working on the same files, has for itself.
///
/// - For root: taken from ids 1,900,000,000 and up, which no user database hands out, or in a container from the
///   upper half of those it has; held by a lock on /run/assay-cells until the object goes or the process ends.
/// - For anyone else: the caller's own id and, for a range, 65,535 of those /etc/subuid and /etc/subgid give him.
/// - Inside, id 0 of a range is `first()` for root and the caller's own id else.
class HostIds {
public:
    static constexpr unsigned kRangeCount = 65'536;

    /// Errors: Sandbox.
    static Result<HostIds> one();
    /// Errors: Sandbox, saying what to install or to configure.
    static Result<HostIds> range();

    /// The host id that owns what the cell's first user makes: its only one, or the root of a range.
    unsigned first_uid() const { return first_uid_; }
    unsigned first_gid() const { return first_gid_; }
    unsigned count() const { return count_; }
    /// Whether they were taken for the cell, not the caller's own.
    bool is_fresh() const { return lock_.is_open(); }

    /// For a caller's own range: where ids 1 to 65,535 lie on the host.
    unsigned subordinate_uid() const { return subordinate_uid_; }
    unsigned subordinate_gid() const { return subordinate_gid_; }

private:
    HostIds() = default;
    static Result<HostIds> take(unsigned count);

    unsigned first_uid_ = 0;
    unsigned first_gid_ = 0;
    unsigned subordinate_uid_ = 0;
    unsigned subordinate_gid_ = 0;
    unsigned count_ = 1;
    Descriptor lock_;
};

}  // namespace assay::cell
