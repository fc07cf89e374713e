// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/evidence.hpp"
#include "crypto/record/agreement_file.hpp"
#include "escrow/custody/deposit_state.hpp"
#include "escrow/custody/deposit_statements.hpp"
#include "escrow/custody/submission_answer.hpp"
#include "storage/export/outbox.hpp"
#include "storage/piece/piece_channel.hpp"
#include "storage/piece/piece_list.hpp"

#include <functional>
#include <memory>

namespace assay::escrow {

/// A custodian, as its clients see it: over HTTPS, or on its own data while no server has
/// them.
///
/// - Every request can be repeated, and then has the same answer.
/// - What it answers is a claim: the client checks a receipt or a proof before it relies on it.
///
/// Used by one thread at a time. Errors of all: those of Custody for the same request; Unavailable and Untrusted
/// for a server that cannot be reached or is another; Interrupted.
class Custodian {
public:
    virtual ~Custodian() = default;

    /// What it is called in messages: the URL, or the data folder.
    virtual std::string name() const = 0;

    /// Introduces the parties of an agreement, with the endorsements they have by now; gives the proof that it is
    /// logged. A custodian that would not hold a deposit under it says so here.
    virtual Result<crypto::ProofSet> admit(const crypto::AgreementFile& agreement) = 0;
    /// Where a vendor's pieces go. Valid as long as the custodian.
    virtual Result<std::unique_ptr<storage::PieceSink>> pieces(const crypto::IdentityId& vendor) = 0;
    virtual Status keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list) = 0;
    virtual Status keep_sealed(const crypto::IdentityId& vendor, ByteView object) = 0;
    /// Holds a deposit all of which is there; gives the receipt.
    virtual Result<crypto::Evidence> hold(const crypto::IdentityId& vendor,
                                          const crypto::SaltedEnvelope& statement) = 0;

    virtual Result<crypto::Evidence> receipt(const crypto::DepositId& id) = 0;
    /// The deposits one may know of, oldest first.
    virtual Result<std::vector<DepositSummary>> list() = 0;
    virtual Result<DepositState> state(const crypto::DepositId& id) = 0;

    /// What a deposit has sealed to a party, its vendor or a room: oneself, over the network.
    virtual Result<Bytes> sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) = 0;
    /// What was said of a deposit that a verdict can rest on, with what of it is sealed to a party: oneself, over the
    /// network.
    virtual Result<DepositStatements> statements(const crypto::IdentityId& party, const crypto::DepositId& id) = 0;

    /// Takes the next bytes of an export file, with how many there will be.
    using Receiver = std::function<Status(ByteView bytes, std::uint64_t total)>;
    /// Has the export logged, then gives the file for one room, piece by piece. A receiver's error ends it.
    virtual Status export_to(const crypto::IdentityId& room, const crypto::DepositId& id, const Receiver& receive) = 0;
    /// Has the statements of an outbox logged; the evidence in it stays here.
    virtual Result<SubmissionAnswer> submit(const storage::Outbox& outbox) = 0;
};

}  // namespace assay::escrow
