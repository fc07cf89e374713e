// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

namespace assay::storage {

/// The ids of all pieces of a deposit, the index root's among them.
///
/// - Ascending, none twice, at most kPiecesMax.
/// - Byte form: pack.md, "piece list"; the deposit statement holds both its digests.
class PieceList {
public:
    static constexpr std::size_t kPiecesMax = std::size_t{1} << 23;
    static constexpr std::size_t kBytesMax = 16 + kPiecesMax * PieceId::kSize;

    /// Any order, repetitions allowed. Errors: Limit.
    static Result<PieceList> of(std::vector<PieceId> ids);
    /// Reads the byte form and nothing else. Errors: Invalid, Limit.
    static Result<PieceList> decode(ByteView bytes);

    /// The byte form.
    Bytes encode() const;
    /// The digests of the byte form.
    crypto::DigestSet digest() const;

    const std::vector<PieceId>& ids() const { return ids_; }
    std::size_t size() const { return ids_.size(); }
    bool contains(const PieceId& id) const;

    friend bool operator==(const PieceList&, const PieceList&) = default;

private:
    explicit PieceList(std::vector<PieceId> ids) : ids_(std::move(ids)) {}
    std::vector<PieceId> ids_;
};

}  // namespace assay::storage
