// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

#include <span>

namespace assay::escrow {

/// Which of these pieces are missing, and those that are: ids of 32 bytes, one after the other and nothing else.
/// Page: ../service/api.md.
constexpr std::size_t kPieceIdsMax = 65'536;
constexpr std::size_t kPieceIdsBytesMax = kPieceIdsMax * storage::PieceId::kSize;

Bytes encode_piece_ids(std::span<const storage::PieceId> ids);
/// In their order. Errors: Invalid, Limit.
Result<std::vector<storage::PieceId>> decode_piece_ids(ByteView bytes);

}  // namespace assay::escrow
