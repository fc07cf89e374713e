// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "escrow/action/prepare_deposit.hpp"
#include "storage/piece/piece_channel.hpp"

namespace assay::escrow {

/// Where a deposit goes: a custodian over HTTPS, or a transfer folder that somebody carries there.
///
/// Called in this order: `begin`, pieces into `sink`, `finish`. Each can be repeated with the same content.
class Destination {
public:
    virtual ~Destination() = default;
    /// Introduces the parties. Gives the proof that the agreement is logged; nothing from a folder.
    virtual Result<std::optional<crypto::ProofSet>> begin(const crypto::AgreementFile& agreement) = 0;
    virtual storage::PieceSink& sink() = 0;
    /// Hands over everything but the pieces. Gives the receipt; nothing from a folder, whose receipt comes later.
    virtual Result<std::optional<crypto::Evidence>> finish(const PreparedDeposit& deposit) = 0;
    /// The receipt of a deposit that is held already.
    virtual Result<std::optional<crypto::Evidence>> receipt(const crypto::DepositId& id) = 0;
    /// What it is called in messages and fingerprints: the URL, or the folder's absolute path.
    virtual std::string name() const = 0;
};

}  // namespace assay::escrow
