// SPDX-License-Identifier: Apache-2.0
// Which files share a piece: index.md, "where the sealer cuts". Private to storage/index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay::storage {

/// What a group has on average.
constexpr std::size_t kGroupBytes = 57'344;
/// What a group has at least, where its directory has as much.
constexpr std::size_t kGroupBytesMin = kGroupBytes / 8 * 7;
/// What a group has at most, and so the largest file that shares a piece.
constexpr std::size_t kGroupBytesMax = 75'264;

/// Whether a group of so many bytes ends after this file, its last one.
bool ends_group(std::size_t group_bytes, std::string_view name, std::uint64_t size);

}  // namespace assay::storage
