// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/primitive/aead.hpp"
#include "storage/piece/piece_channel.hpp"
#include "tests/support/support.hpp"

#include <map>

namespace assay::storage::test {

using namespace assay::test;

inline const VendorId kVendor = VendorId::copy_of(Bytes(32, 7));
inline const VendorId kOtherVendor = VendorId::copy_of(Bytes(32, 8));

inline PieceKeySource dedup_keys(std::uint8_t fill = 1) {
    return need(PieceKeySource::shared(SecretBytes(Bytes(32, fill))));
}

/// Pieces in memory.
class MemoryPieces final : public PieceSink, public PieceSource {
public:
    Status put(SealedPiece piece) override {
        const auto id = piece.id();
        pieces.insert_or_assign(id, std::move(piece).take_bytes());
        return {};
    }
    Status flush() override {
        ++flushes;
        return {};
    }
    Result<Bytes> get(const PieceId& id) override {
        const auto found = pieces.find(id);
        if (found == pieces.end()) return fail(ErrorKind::NotFound, short_name(id) + " is not there");
        return found->second;
    }

    std::map<PieceId, Bytes> pieces;
    int flushes = 0;
};

/// A piece whose plain form is what the test says, right or wrong.
inline SealedContent seal_plain(ByteView plain, PieceKind kind = PieceKind::Data, const VendorId& vendor = kVendor) {
    const auto key = PieceKey::copy_of(Bytes(32, 3));
    auto associated = to_bytes("assay-piece-v2");
    associated.push_back(0);
    associated.push_back(static_cast<std::uint8_t>(kind));
    append(associated, vendor.view());
    const Bytes nonce(12, 0);
    SealedPiece piece(crypto::aead_seal(crypto::Aead::Aes256Gcm, {key.view(), nonce, associated}, plain));
    const auto id = piece.id();
    return {std::move(piece), {id, key}};
}

/// Bytes no compressor makes smaller.
inline Bytes noise(std::size_t size, std::uint64_t seed = 1) {
    Bytes out(size);
    CountingRandom(seed).fill(out);
    return out;
}

inline Bytes prose(std::size_t size) {
    Bytes out;
    for (std::size_t line = 0; out.size() < size; ++line)
        append(out, "line " + std::to_string(line) + " of a text that goes on\n");
    out.resize(size);
    return out;
}

}  // namespace assay::storage::test
