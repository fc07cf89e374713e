// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/piece_ids.hpp"

namespace assay::escrow {

using storage::PieceId;

Bytes encode_piece_ids(std::span<const PieceId> ids) {
    Bytes out;
    out.reserve(ids.size() * PieceId::kSize);
    for (const auto& id : ids) append(out, id.view());
    return out;
}

Result<std::vector<PieceId>> decode_piece_ids(ByteView bytes) {
    if (bytes.size() % PieceId::kSize != 0) return fail(ErrorKind::Invalid, "ids of pieces: end within an id");
    if (bytes.size() > kPieceIdsBytesMax)
        return fail(ErrorKind::Limit, "ids of pieces: more than " + std::to_string(kPieceIdsMax));
    std::vector<PieceId> out;
    out.reserve(bytes.size() / PieceId::kSize);
    for (; !bytes.empty(); bytes = bytes.subspan(PieceId::kSize))
        out.push_back(PieceId::copy_of(bytes.first(PieceId::kSize)));
    return out;
}

}  // namespace assay::escrow
