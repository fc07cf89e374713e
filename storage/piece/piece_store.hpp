// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece_channel.hpp"

#include <functional>

namespace assay::storage {

/// What a vendor's namespace holds.
struct StoreStats {
    std::uint64_t pieces = 0;
    std::uint64_t bytes = 0;  ///< of ciphertext

    friend bool operator==(const StoreStats&, const StoreStats&) = default;
};

/// The sealed pieces of one vendor, wherever they are kept.
///
/// - Bound to its namespace for life; knows of no other, and answers the same for a piece of another vendor as for one
///   that is nowhere.
/// - What was put is there for `get`, `missing`, `stats` and `each` at once, and after a crash once `flush` returned.
/// - After an error of `put` or `flush` it takes no more: it is opened again, and has all that was acknowledged.
class PieceStore : public PieceSink, public PieceSource {
public:
    using Visitor = std::function<Status(const PieceId& id, std::uint32_t size)>;

    /// Those that are not here, in the order asked. Errors: those of the medium.
    virtual Result<std::vector<PieceId>> missing(std::span<const PieceId> ids) = 0;
    virtual Result<StoreStats> stats() = 0;
    /// All of them, ids ascending. An error of the visitor ends it.
    virtual Status each(const Visitor& visit) = 0;

    /// As `get`, held against the id. Errors also: Corrupt.
    Result<Bytes> get_checked(const PieceId& id);
};

}  // namespace assay::storage
