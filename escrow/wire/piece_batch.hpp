// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

#include <optional>

namespace assay::escrow {

/// Sealed pieces on their way to a custodian: of each its length (4 bytes, most significant first) and the ciphertext,
/// and nothing after the last. Page: ../service/api.md.
constexpr std::size_t kPieceBatchBytesMax = 64U << 20;

/// Adds one piece to a batch. The piece is 1 to sealed_bytes_max bytes, as every sealed piece is.
void append_piece(Bytes& batch, ByteView ciphertext);

/// Reads a batch piece by piece, without a copy of the whole.
///
/// Used by one thread at a time.
class PieceBatch {
public:
    /// The bytes outlive it.
    explicit PieceBatch(ByteView bytes) : rest_(bytes) {}

    /// The next piece; none at the end. Errors: Invalid for an empty piece and where the batch ends within one, Limit
    /// for one larger than any piece can be.
    Result<std::optional<ByteView>> next();

private:
    ByteView rest_;
};

}  // namespace assay::escrow
