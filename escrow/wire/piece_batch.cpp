// SPDX-License-Identifier: Apache-2.0
#include "escrow/wire/piece_batch.hpp"

#include "base/core/text.hpp"

namespace assay::escrow {

namespace {

using Length = std::uint32_t;

}  // namespace

void append_piece(Bytes& batch, ByteView ciphertext) {
    append_big_endian(batch, static_cast<Length>(ciphertext.size()));
    append(batch, ciphertext);
}

Result<std::optional<ByteView>> PieceBatch::next() {
    if (rest_.empty()) return std::optional<ByteView>();
    if (rest_.size() < sizeof(Length)) return fail(ErrorKind::Invalid, "batch of pieces: ends within a length");
    const auto size = read_big_endian<Length>(rest_);
    const auto after = rest_.subspan(sizeof(Length));
    if (size == 0) return fail(ErrorKind::Invalid, "batch of pieces: a piece is empty");
    if (size > storage::sealed_bytes_max())
        return fail(ErrorKind::Limit,
                    "batch of pieces: a piece of " + human_bytes(size) + " is larger than any can be");
    if (size > after.size()) return fail(ErrorKind::Invalid, "batch of pieces: ends within a piece");
    rest_ = after.subspan(size);
    return std::optional(after.first(size));
}

}  // namespace assay::escrow
