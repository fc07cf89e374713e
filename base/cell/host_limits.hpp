// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/spec.hpp"

namespace assay::cell {

/// Whether this process may do what building a cell takes: so many descriptors, files so long, a /proc to look into.
/// Raises the soft limit of descriptors where that is enough. Errors: Sandbox, each with its next step.
Status check_host(const Limits& limits);

/// Whether a process that died of SIGXFSZ died of our own limit and not of the cell's. Errors: Sandbox.
Status check_file_limit(const Limits& limits);

/// What the kernel says of user namespaces; none for a switch that it does not have.
struct NamespaceSwitches {
    std::optional<std::uint64_t> apparmor_restricts;  ///< kernel.apparmor_restrict_unprivileged_userns
    std::optional<std::uint64_t> unprivileged_clone;  ///< kernel.unprivileged_userns_clone
    std::optional<std::uint64_t> most;                ///< user.max_user_namespaces

    static NamespaceSwitches now();
};

/// The next step where no user namespace could be made, or nothing be done in it.
std::string namespace_hint(const NamespaceSwitches& switches);

}  // namespace assay::cell
