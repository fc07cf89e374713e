// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/recipe/lock.hpp"

#include <filesystem>

namespace assay::storage {

/// What a machine says of itself: os-release(5) and dpkg's list of installed packages, below `root`.
/// Errors: NotFound where it has neither, Invalid, Limit.
Result<HostLock> read_host_lock(const std::filesystem::path& root);

/// Whether a machine is the one a lock was made on, package by package. Errors: Unproven, naming what differs first.
Status check_host(const HostLock& locked, const HostLock& here);

}  // namespace assay::storage
