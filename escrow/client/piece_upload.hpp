// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/http/client.hpp"
#include "storage/piece/piece_channel.hpp"

namespace assay::escrow {

/// Pieces on their way to a custodian. Asks which of a batch it lacks, then sends those alone; what was sent is durable
/// there once it is answered. Page: ../service/api.md.
class PieceUpload final : public storage::PieceSink {
public:
    /// Both outlive it.
    PieceUpload(http::Client& client, const Interrupt& interrupt) : client_(client), interrupt_(interrupt) {}

    Status put(storage::SealedPiece piece) override;
    Status flush() override;

private:
    Result<std::vector<const storage::SealedPiece*>> missing() const;
    Status send(const std::vector<const storage::SealedPiece*>& pieces);

    http::Client& client_;
    const Interrupt& interrupt_;
    std::vector<storage::SealedPiece> batch_;
    std::size_t bytes_ = 0;  ///< of the batch
};

}  // namespace assay::escrow
