// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/descriptor.hpp"

namespace assay::cell {

/// User and group ids of the host that one cell, or a row of cells working on the same files, has for itself.
///
/// - For root: taken from ids 1,900,000,000 and up, which no user database hands out, or in a container from the
///   upper half of those it has; held by a lock on /run/assay-cells until the object goes or the process ends.
/// - For anyone else: the caller's own id, or ids among the 65,536 that /etc/subuid and /etc/subgid give him. One id of
///   those lies where Debian gives no package any, and is held by the name of an abstract socket.
class HostIds {
public:
    static constexpr unsigned kRangeCount = 65'536;

    enum class Kind {
        Own,          ///< the caller's own id, who is not root
        Fresh,        ///< root has taken it, or them, for the cell
        Subordinate,  ///< the caller's, who is not root: no file and no process of his own has them
        Keeper        ///< the caller's own id as 0 and all his subordinate ones from 1: for what changes owners
    };

    /// Errors: Sandbox.
    static Result<HostIds> one();
    /// One that is not the caller's own, for what is not to be him when it leaves its cell: Fresh for root, Subordinate
    /// where there are such ids and newuidmap is installed, else Own. Errors: Sandbox.
    static Result<HostIds> apart();
    /// Fresh or Subordinate ones. Errors: Sandbox, saying what to install or to configure.
    static Result<HostIds> range();
    /// For callers who are not root. Errors: Sandbox, as `range`.
    static Result<HostIds> keeper();

    /// The host id that owns what the cell's first user makes: its only one, or the root of a range.
    unsigned first_uid() const { return first_uid_; }
    unsigned first_gid() const { return first_gid_; }
    unsigned count() const { return count_; }
    Kind kind() const { return kind_; }
    bool is_fresh() const { return kind_ == Kind::Fresh; }
    /// Whether they are many, with a root among them.
    bool is_range() const { return count_ > 1; }

    /// For Subordinate and Keeper: where the caller's 65,536 begin on the host.
    unsigned subordinate_uid() const { return subordinate_uid_; }
    unsigned subordinate_gid() const { return subordinate_gid_; }

private:
    HostIds() = default;
    static Result<HostIds> take(unsigned count);
    /// Without ids of its own yet: whose they are, and where his subordinate ones begin.
    static Result<HostIds> of_caller();
    Status take_slot();

    Kind kind_ = Kind::Own;
    unsigned first_uid_ = 0;
    unsigned first_gid_ = 0;
    unsigned subordinate_uid_ = 0;
    unsigned subordinate_gid_ = 0;
    unsigned count_ = 1;
    Descriptor lock_;
};

}  // namespace assay::cell
