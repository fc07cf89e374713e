// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/proof_set.hpp"
#include "escrow/custody/one_at_a_time.hpp"
#include "escrow/custody/records.hpp"
#include "storage/tlog/cosigning.hpp"
#include "storage/tlog/sequencer.hpp"

namespace assay::escrow {

/// The custodian's statements and their places in the log.
///
/// - What `record` has acknowledged is kept and logged. A statement is written down before its leaf is appended, and
///   what was written down and not logged is logged when the register is opened.
/// - A statement has one leaf, however often and by however many threads it is recorded.
/// - A place is the proof under the first checkpoint with a quorum that was seen to hold the leaf: what its time rests
///   on.
///
/// Safe to use from several threads.
class Register {
public:
    /// The smallest size a log can have that holds all leaves the vault knows of. Errors: Corrupt, Io.
    static Result<std::uint64_t> logged_size(const Vault& vault);

    /// Vault, log, sequencer and cosigning outlive it. Finds the leaves of what was left pending. Errors: Corrupt when
    /// vault and log are not of one time: the log is shorter than what the vault knows to be in it, or a leaf is no
    /// statement's in the vault, which would then be held and logged a second time.
    static Result<std::unique_ptr<Register>> open(Vault& vault, storage::Log& log, storage::Sequencer& sequencer,
                                                  storage::Cosigning& cosigning);

    /// Writes the statements down, and `also` in the same step; then appends their leaves, in order, after those of
    /// what was left pending. Those that are here already stay as they are. Errors: Unavailable, nothing being written,
    /// until the witnesses have confirmed the log (Cosigning::check_confirmed).
    Status record(const std::vector<KeptStatement>& statements, Changes also = {});

    /// The places of recorded statements; waits for the quorum. Errors: Unavailable when it takes too long (nothing is
    /// lost: ask again), NotFound for a statement that was never recorded.
    Result<crypto::ProofSet> prove(const std::vector<crypto::StatementId>& statements,
                                   std::chrono::milliseconds longest);

    Result<std::optional<KeptStatement>> find(const crypto::StatementId& id) const;
    Result<bool> is_logged(const crypto::StatementId& id) const;
    /// All statements about a deposit, in the order of their leaves.
    Result<std::vector<crypto::StatementId>> about(const crypto::DepositId& deposit) const;
    /// The leaf of a recorded statement. Errors: NotFound.
    Result<std::uint64_t> index_of(const crypto::StatementId& id) const;

private:
    Register(Vault& vault, storage::Log& log, storage::Sequencer& sequencer, storage::Cosigning& cosigning)
        : vault_(vault), log_(log), sequencer_(sequencer), cosigning_(cosigning) {}
    Status adopt_pending();
    Status check_every_leaf() const;
    Status append_left_over();
    Result<bool> all_logged(const std::set<crypto::StatementId>& ids) const;
    Status append(const std::vector<KeptStatement>& statements);
    Result<std::optional<Place>> place_of(const crypto::StatementId& id) const;
    Result<std::string> checkpoint_of(const Place& place) const;

    Vault& vault_;
    storage::Log& log_;
    storage::Sequencer& sequencer_;
    storage::Cosigning& cosigning_;
    OneAtATime<crypto::StatementId> recording_;  ///< so that a statement gets one leaf
    std::mutex placing_;                         ///< so that a statement gets one place
    std::mutex leaving_;                         ///< owns left_over_
    std::vector<KeptStatement> left_over_;       ///< pending since before the start, without a leaf
};

}  // namespace assay::escrow
