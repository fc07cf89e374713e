// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/piece/piece.hpp"

namespace assay::storage {

/// Where sealed pieces go: a folder, a database, a custodian over HTTP. One thread at a time.
class PieceSink {
public:
    virtual ~PieceSink() = default;
    /// Takes one piece; one that is there already is taken for done. It may be kept in memory until `flush`.
    virtual Status put(SealedPiece piece) = 0;
    /// When it returns, every piece put before survives a crash of the machine. Only then may it be acknowledged.
    virtual Status flush() = 0;
};

/// Where sealed pieces come from.
class PieceSource {
public:
    virtual ~PieceSource() = default;
    /// The ciphertext as kept, not necessarily intact: opening checks it. At most sealed_bytes_max bytes.
    /// Errors: NotFound, naming the piece; those of the medium.
    virtual Result<Bytes> get(const PieceId& id) = 0;
};

}  // namespace assay::storage
