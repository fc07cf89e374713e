// SPDX-License-Identifier: Apache-2.0
#include "storage/piece/piece_list.hpp"

#include <algorithm>

namespace assay::storage {

namespace {

constexpr std::string_view kHeader = "assay-pieces-v1\n";
static_assert(PieceList::kBytesMax == kHeader.size() + PieceList::kPiecesMax * PieceId::kSize);

std::unexpected<Error> too_many() {
    return fail(ErrorKind::Limit, "piece list: more than " + std::to_string(PieceList::kPiecesMax) + " pieces");
}

}  // namespace

Result<PieceList> PieceList::of(std::vector<PieceId> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    if (ids.size() > kPiecesMax) return too_many();
    return PieceList(std::move(ids));
}

Result<PieceList> PieceList::decode(ByteView bytes) {
    if (bytes.size() > kBytesMax) return too_many();
    if (!text_of(bytes).starts_with(kHeader))
        return fail(ErrorKind::Invalid, "piece list: does not begin with \"assay-pieces-v1\"");
    const auto body = bytes.subspan(kHeader.size());
    if (body.size() % PieceId::kSize != 0) return fail(ErrorKind::Invalid, "piece list: ends within an id");
    std::vector<PieceId> ids;
    ids.reserve(body.size() / PieceId::kSize);
    for (std::size_t at = 0; at < body.size(); at += PieceId::kSize) {
        const auto id = PieceId::copy_of(body.subspan(at, PieceId::kSize));
        if (!ids.empty() && id == ids.back())
            return fail(ErrorKind::Invalid, "piece list: " + short_name(id) + " appears twice");
        if (!ids.empty() && id < ids.back())
            return fail(ErrorKind::Invalid, "piece list: " + short_name(id) + " is out of order");
        ids.push_back(id);
    }
    return PieceList(std::move(ids));
}

Bytes PieceList::encode() const {
    Bytes out;
    out.reserve(kHeader.size() + ids_.size() * PieceId::kSize);
    append(out, kHeader);
    for (const auto& id : ids_) append(out, id.view());
    return out;
}

crypto::DigestSet PieceList::digest() const {
    crypto::DigestSetStream stream;
    stream.update(bytes_of(kHeader));
    for (const auto& id : ids_) stream.update(id.view());
    return stream.finish();
}

bool PieceList::contains(const PieceId& id) const { return std::binary_search(ids_.begin(), ids_.end(), id); }

}  // namespace assay::storage
