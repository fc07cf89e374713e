// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/progress.hpp"
#include "base/http/spki.hpp"
#include "crypto/evidence/gather.hpp"
#include "crypto/statement/agreement_file.hpp"
#include "crypto/statement/deposit.hpp"
#include "crypto/statement/export.hpp"
#include "crypto/statement/held.hpp"
#include "escrow/custody/register.hpp"
#include "storage/export/export_file.hpp"
#include "storage/keys/key_folder.hpp"
#include "storage/tlog/log_check.hpp"

namespace assay::escrow {

struct CustodyOptions {
    std::filesystem::path data;
    std::filesystem::path key;  ///< the custodian's key folder
    crypto::Policy policy;      ///< whose parties it serves, and whose witnesses must cosign
    std::vector<std::unique_ptr<storage::WitnessChannel>> witnesses;
    std::chrono::milliseconds quorum{20'000};  ///< how long an answer waits for cosignatures
};

/// Where a deposit stands, derived from its statements.
struct DepositState {
    crypto::DepositId id;
    crypto::Deposit deposit;
    std::string state;  ///< `held`, `accepted`, `refused`, or the last verdict
    struct Event {
        crypto::StatementKind kind;
        crypto::StatementId id;
        std::string signer;
        Time claimed_time;
        std::uint64_t index;
        std::string detail;  ///< a verdict's word, a refusal's reasons
    };
    std::vector<Event> events;
};

/// An export on its way out: what stands before the pieces, then the pieces. The export statement is in the log.
struct OutgoingExport {
    Bytes front;
    storage::PieceList list;
    std::uint64_t bytes;  ///< of the whole file
};

/// What `check` found.
struct CustodyReport {
    storage::LogReport log;
    std::uint64_t statements = 0, deposits = 0, pieces = 0, bytes = 0;
    std::vector<std::string> findings;
    bool is_sound() const { return findings.empty() && log.is_sound(); }
};

/// Custody of sealed deposits: takes in, keeps, says so in the log, gives out.
///
/// - Nothing here can read a deposit. Whatever is asked about pieces is answered from the asker's own namespace.
/// - What was acknowledged is kept; every request can be repeated.
///
/// Safe to use from several threads.
class Custody {
public:
    /// Opens the data folder, which it makes on first use, for this process alone. Errors: Busy, Corrupt, Refused when the key
    /// is no custodian's, Untrusted when its identity has expired; those of the log.
    static Result<std::unique_ptr<Custody>> open(CustodyOptions options, const Clock& clock, Random& random);

    const crypto::IdentityFile& identity() const { return key_.file(); }
    const storage::Log& log() const { return *log_; }
    std::filesystem::path log_folder() const;

    /// Who shows this TLS key. Errors: Refused for nobody known here.
    Result<crypto::IdentityId> party_of(const http::SpkiDigest& key) const;

    /// Takes in an agreement: parties, their endorsements and the agreement itself are logged. Errors: Refused unless it is
    /// with this custodian; Unproven, Untrusted when it is not signed by all or a party is not endorsed.
    Result<crypto::StatementId> admit(const crypto::AgreementFile& agreement);

    Result<std::vector<storage::PieceId>> missing(const crypto::IdentityId& vendor, std::span<const storage::PieceId> ids) const;
    Status keep_pieces(const crypto::IdentityId& vendor, std::vector<storage::SealedPiece> pieces);
    Result<crypto::Sha256> keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list);
    Result<crypto::Sha256> keep_sealed(const crypto::IdentityId& vendor, ByteView object);

    /// Holds a deposit, once everything it names is here, and gives the receipt. Errors: Refused when it is not the vendor's
    /// or not under an agreement known here; Unproven naming what is missing; Untrusted.
    Result<crypto::Evidence> hold(const crypto::IdentityId& vendor, const crypto::SaltedEnvelope& statement);
    Result<crypto::Evidence> receipt(const crypto::DepositId& id);

    /// Deposits whose agreement names the party. Errors of `state`: NotFound also for deposits that are not the asker's.
    Result<std::vector<DepositState>> list(const crypto::IdentityId& party) const;
    Result<DepositState> state(const crypto::IdentityId& party, const crypto::DepositId& id) const;
    Result<std::vector<DepositState>> list_all() const;

    /// Logs that a deposit goes to a room, then gives what to send. Errors: Refused unless its agreement names the room.
    Result<OutgoingExport> export_to(const crypto::IdentityId& room, const crypto::DepositId& id);
    /// One piece of a deposit, for the export's stream.
    Result<Bytes> piece(const crypto::DepositId& deposit, const storage::PieceId& id) const;

    /// Logs the statements of an outbox. Errors: Refused for a signer with no part in it, Untrusted, Unproven.
    Result<crypto::ProofSet> submit(const storage::Outbox& outbox);

    /// Everything kept here against everything it should be; with `ReadData::Yes` every piece is read back and hashed.
    enum class ReadData { No, Yes };
    Result<CustodyReport> check(ReadData read_data, Progress& progress, const Interrupt& interrupt) const;

private:
    Custody(CustodyOptions options, storage::KeyFolder key, storage::PartySigner signer, const Clock& clock, Random& random);

    struct Known {
        crypto::Statement statement;
        crypto::Deposit deposit;
        crypto::AgreementFile agreement;
    };
    Result<crypto::IdentityBook> book_of(const std::vector<crypto::IdentityId>& ids) const;
    Result<crypto::AgreementFile> agreement(const crypto::StatementId& id) const;
    Result<Known> known(const crypto::DepositId& id) const;
    Status check_complete(const Known& known) const;
    Result<crypto::SaltedEnvelope> sign(const std::string& payload);
    Result<std::optional<KeptStatement>> held_statement(const crypto::DepositId& id) const;
    Result<DepositState> state_of(const Known& known) const;
    Result<Register::Entry> judge_submission(const storage::OutgoingStatement& outgoing, const std::map<crypto::StatementId, crypto::StatementKind>& earlier) const;
    Result<storage::PieceList> list_of(const crypto::Deposit& deposit) const;
    Result<Bytes> sealed_object(const crypto::IdentityId& vendor, const crypto::DigestSet& digest) const;

    CustodyOptions options_;
    storage::KeyFolder key_;
    storage::PartySigner signer_;
    const Clock& clock_;
    Random& random_;
    std::mutex random_mutex_;  ///< guards random_
    std::unique_ptr<Vault> vault_;
    std::unique_ptr<crypto::PrivateKey> log_ed25519_, log_mldsa44_;
    std::unique_ptr<crypto::LogSigner> log_signer_;
    std::unique_ptr<storage::Log> log_;
    std::unique_ptr<storage::Sequencer> sequencer_;
    std::unique_ptr<storage::Cosigning> cosigning_;
    std::unique_ptr<Register> register_;
    std::mutex holding_;  ///< one deposit becomes held at a time, so that it is held once
};

}  // namespace assay::escrow
