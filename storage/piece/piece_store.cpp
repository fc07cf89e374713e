// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_store.hpp"

namespace assay::storage {

Result<Bytes> PieceStore::get_checked(const PieceId& id) {
    SealedPiece piece(TRY(get(id)));
    if (piece.id() != id)
        return fail(ErrorKind::Corrupt,
                    "reading " + short_name(id) + ": what is kept hashes to " + crypto::hex(piece.id()));
    return std::move(piece).take_bytes();
}

}  // namespace assay::storage
