// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/byte_source.hpp"
#include "storage/recipe/lock.hpp"
#include "storage/recipe/release.hpp"

#include <functional>
#include <memory>

namespace assay::storage {

/// Opens the Packages file of a lock's archive, decompressed.
using OpenIndex = std::function<Result<std::unique_ptr<ByteSource>>(std::size_t archive, std::size_t index)>;

/// For each package of the lock, in its order, an archive that vouches for exactly its bytes: the one the lock names
/// where that one does, else the first that does; none where no archive does.
using Vouched = std::vector<std::optional<std::size_t>>;

/// Follows the chain from verified Release files to packages: a Release names the SHA-256 of a plain Packages file,
/// which names name, version, architecture, size and SHA-256 of a package.
///
/// `releases` are those of the lock's archives, in its order. That the lock names an archive counts for nothing here.
/// A pure function of what it is handed: what a stranger sends is read in a cell. Errors: Untrusted when an index is
/// not the one its Release names; Invalid, Limit for malformed ones; those of `open`.
Result<Vouched> vouch(const DebianLock& lock, const std::vector<Release>& releases, const OpenIndex& open);

/// Errors: Untrusted naming the first package for which the lock claims an archive that does not vouch for it.
Status check_claims(const DebianLock& lock, const Vouched& vouched);

}  // namespace assay::storage
