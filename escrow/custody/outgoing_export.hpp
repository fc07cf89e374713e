// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece_list.hpp"
#include "storage/piece/piece_store.hpp"

#include <memory>

namespace assay::escrow {

/// An export on its way out, made while it is sent. Its statement is in the log. Format: storage/export/export.md.
///
/// - Every piece is read back and hashed as it leaves.
///
/// Used by one thread at a time.
class OutgoingExport {
public:
    /// `front` is what precedes the pieces, `bytes` the size of the whole file.
    OutgoingExport(Bytes front, storage::PieceList list, std::unique_ptr<storage::PieceStore> pieces,
                   std::uint64_t bytes)
        : front_(std::move(front)), list_(std::move(list)), pieces_(std::move(pieces)), bytes_(bytes) {}

    std::uint64_t bytes() const { return bytes_; }
    /// What comes next, a convenient number of bytes; none at the end. Errors: Corrupt for a piece that is no longer
    /// the cause.
    Result<Bytes> next();

private:
    Bytes front_;
    storage::PieceList list_;
    std::unique_ptr<storage::PieceStore> pieces_;
    std::uint64_t bytes_;
    std::size_t sent_ = 0;  ///< pieces
};

}  // namespace assay::escrow
