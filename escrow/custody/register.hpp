// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"
#include "crypto/statement/deposit_id.hpp"
#include "escrow/custody/vault.hpp"
#include "storage/export/outbox.hpp"
#include "storage/tlog/cosigning.hpp"
#include "storage/tlog/sequencer.hpp"

#include <mutex>
#include <unordered_map>

namespace assay::escrow {

/// A statement as the custodian keeps it.
struct KeptStatement {
    storage::OutgoingStatement statement;  ///< envelope, salt, sealed closed parts
    crypto::StatementKind kind;
};

/// The custodian's statements and their places in the log.
///
/// - What `record` has acknowledged is kept and will be logged, whatever happens: a statement is written down before its
///   leaf is appended, and what was written down and not logged is logged when the register is opened.
/// - A statement has one leaf, however often it is recorded.
/// - A place is the proof under the first checkpoint with a quorum that holds the leaf: what its time rests on.
class Register {
public:
    /// The vault, sequencer, cosigning and log outlive it. Finds the leaves of what was left pending.
    static Result<std::unique_ptr<Register>> open(Vault& vault, storage::Log& log, storage::Sequencer& sequencer, storage::Cosigning& cosigning);

    struct Entry {
        storage::OutgoingStatement statement;
        crypto::StatementKind kind;
        std::optional<crypto::DepositId> deposit;  ///< that it is about
    };
    /// Writes the statements down and appends their leaves, in order. Those that are there already stay as they are.
    Status record(const std::vector<Entry>& entries);

    /// The places of recorded statements; waits for the quorum. Errors: Unavailable when it takes too long (nothing is lost:
    /// ask again), NotFound for a statement that was never recorded.
    Result<crypto::ProofSet> prove(const std::vector<crypto::StatementId>& statements, std::chrono::milliseconds longest);

    Result<std::optional<KeptStatement>> find(const crypto::StatementId& id) const;
    /// All statements about a deposit, in the order of their leaves.
    Result<std::vector<KeptStatement>> about(const crypto::DepositId& deposit) const;
    Status for_each(const std::function<Status(const crypto::StatementId&, const KeptStatement&)>& visit) const;
    /// The leaf of a recorded statement.
    Result<std::uint64_t> index_of(const crypto::StatementId& id) const;

private:
    Register(Vault& vault, storage::Log& log, storage::Sequencer& sequencer, storage::Cosigning& cosigning) : vault_(vault), log_(log), sequencer_(sequencer), cosigning_(cosigning) {}
    Status adopt_pending();
    Status append(const std::vector<crypto::StatementId>& ids, const std::vector<crypto::LeafEntry>& leaves);

    Vault& vault_;
    storage::Log& log_;
    storage::Sequencer& sequencer_;
    storage::Cosigning& cosigning_;
    std::mutex recording_;  ///< one recorder at a time, so that a statement gets one leaf
};

}  // namespace assay::escrow
