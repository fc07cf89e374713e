// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "crypto/evidence/endorsed.hpp"
#include "crypto/evidence/gather.hpp"
#include "crypto/record/export.hpp"
#include "crypto/record/held.hpp"
#include "escrow/custody/cache.hpp"
#include "escrow/custody/catalogue.hpp"
#include "escrow/custody/deposit_statements.hpp"
#include "escrow/custody/outgoing_export.hpp"
#include "escrow/custody/parties.hpp"
#include "escrow/custody/submission_answer.hpp"
#include "escrow/custody/unnamed.hpp"
#include "storage/keys/key_folder.hpp"

#include <atomic>

namespace assay::escrow {

struct CustodyOptions {
    std::filesystem::path data;
    std::filesystem::path key;  ///< the custodian's key folder
    crypto::Policy policy;      ///< whose parties it serves, and whose witnesses must cosign
    std::vector<std::unique_ptr<storage::WitnessChannel>> witnesses;
    std::chrono::milliseconds quorum{20'000};  ///< how long an answer waits for cosignatures
    bool may_begin = true;                     ///< makes a custody where there is none
};

/// Where a custodian's data lies below one folder.
struct CustodyPlace {
    explicit CustodyPlace(const std::filesystem::path& data)
        : vault(data / "vault"), log{.folder = data / "log", .record = data / "record"} {}
    std::filesystem::path vault;
    storage::LogPlace log;
};

/// Errors: NotFound where no custody was ever begun.
Status check_is_custody(const std::filesystem::path& data);

/// Custody of sealed deposits: takes in, keeps, says so in the log, gives out.
///
/// - Nothing here can read a deposit. Whatever is asked about pieces is answered from the asker's own namespace.
/// - What was acknowledged is kept; every request can be repeated.
/// - When the custodian's identity expires, nothing is signed or logged any more; what is there can still be read.
///
/// Safe to use from several threads.
class Custody {
public:
    /// Opens the data folder for this process alone; makes it on first use where that is allowed, once key, identity
    /// and policy go together. Clock and randomness outlive it. Errors: NotFound, Busy, Corrupt, Full, Refused when the
    /// key is no custodian's, Untrusted when its identity has expired or the policy trusts another log; those of the
    /// log.
    static Result<std::unique_ptr<Custody>> open(CustodyOptions options, const Clock& clock, Random& random);

    const crypto::IdentityFile& identity() const { return key_.file(); }
    const storage::Log& log() const { return *log_; }
    std::filesystem::path log_folder() const { return CustodyPlace(options_.data).log.folder; }
    const Parties& parties() const { return *parties_; }

    /// Whether this custodian may act now: its identity, and a root's endorsement of it, count at this time. Asked
    /// before anything is signed or logged. Errors: Refused, saying why.
    Status check_counts() const;

    /// The vendor that asks and may send something in now. Errors: Refused, with the reason.
    Result<crypto::IdentityId> vendor_of(const Asker& asker) const;

    /// Takes in an agreement: parties, their endorsements and the agreement itself are logged. One that is here already
    /// is renewed by the endorsements it has more than before. Errors: Refused unless it is with this custodian;
    /// Unproven, Untrusted when it is not signed by all or a party is not endorsed now: no deposit would be held then.
    Result<crypto::StatementId> admit(const crypto::AgreementFile& agreement);
    /// Whether the key is of a party to an agreement that is here: any of them may bring newer endorsements, so that
    /// none can keep another's from counting.
    Result<bool> may_renew(const http::SpkiDigest& key, const crypto::StatementId& agreement) const;
    /// That an admitted agreement is in the log. Errors: NotFound; Unavailable while the witnesses are missing.
    Result<crypto::ProofSet> prove_agreement(const crypto::StatementId& id);

    /// The pieces of one vendor only. Each store that is handed out is used by one thread at a time.
    std::unique_ptr<storage::PieceStore> pieces(const crypto::IdentityId& vendor) const {
        return vault_->pieces(vendor);
    }
    /// Keep what a deposit is to name, for a time and up to a limit (Unnamed). Errors: Invalid for what is not sealed;
    /// Limit, Full.
    Result<crypto::Sha256> keep_list(const crypto::IdentityId& vendor, const storage::PieceList& list);
    Result<crypto::Sha256> keep_sealed(const crypto::IdentityId& vendor, ByteView object);

    /// Holds a deposit, once everything it names is here, and gives the receipt. Errors: Refused when it is not the
    /// vendor's or not under an agreement known here; Unproven naming what is missing; Untrusted; Unavailable while the
    /// witnesses are missing: it is held then, and the same call gives the receipt later.
    Result<crypto::Evidence> hold(const crypto::IdentityId& vendor, const crypto::SaltedEnvelope& statement);
    /// Errors: NotFound, Unavailable.
    Result<crypto::Evidence> receipt(const crypto::DepositId& id);

    /// All deposits that are held, oldest first; of a party, those whose agreement names it.
    Result<std::vector<DepositSummary>> list() const;
    Result<std::vector<DepositSummary>> list(const crypto::IdentityId& party) const;
    /// Errors: NotFound.
    Result<std::shared_ptr<const DepositState>> state(const crypto::DepositId& id) const;
    /// What a deposit has sealed to a party that may read it: an age file with a crypto::RoomFile. Errors: NotFound;
    /// Refused where nothing is.
    Result<Bytes> sealed_to(const crypto::IdentityId& party, const crypto::DepositId& id) const;
    /// What was said of a deposit that is held and a verdict can rest on, for a party of its agreement. Errors:
    /// NotFound, Unavailable; Limit where it is more than one answer takes.
    Result<DepositStatements> statements(const crypto::IdentityId& party, const crypto::DepositId& id);
    /// Errors: NotFound, in the same words, for a deposit that is not here and one whose agreement does not name him.
    Status check_concerns(const crypto::IdentityId& party, const crypto::DepositId& id) const;

    /// Logs that a deposit goes to a room, then gives what to send. Errors: Refused unless its agreement names the
    /// room; NotFound, Unavailable.
    Result<OutgoingExport> export_to(const crypto::IdentityId& room, const crypto::DepositId& id);

    /// Logs the statements of an outbox that can be taken, and proves them; the others are in the answer with the
    /// reason. Errors: those of the first where none can be taken: Refused for a signer with no part in it or closed
    /// parts for others than vendor and rooms; Untrusted, also when they are by another room than the outbox says;
    /// and for one that no reader would believe, because it gets its leaf while its signer does not count or is dated
    /// more than crypto::kClocksApartSeconds ahead; Unproven when one rests on a statement that is not here or no root
    /// endorses its signer; Invalid when a closed part is not sealed, or it carries evidence, which is not for us.
    Result<SubmissionAnswer> submit(const storage::Outbox& outbox);

private:
    static constexpr std::size_t kRoomsRememberedMax = 256;

    Custody(CustodyOptions options, storage::KeyFolder key, storage::PartySigner signer, const Clock& clock,
            Random& random);
    Result<crypto::TlogPolicy> read_log_policy() const;
    Status open_keys();
    Status open_vault();
    Status open_log(crypto::TlogPolicy policy);
    Result<crypto::AgreementFile> renewed(const crypto::AgreementFile& sent) const;
    Result<KeptStatement> sign(const std::string& payload, const crypto::DepositId& deposit);
    Result<crypto::Deposit> open_own(const crypto::IdentityId& vendor, const KeptStatement& statement) const;
    Status take_in(const crypto::Deposit& deposit, const KeptStatement& statement);
    Result<KeptStatement> say_held(const crypto::Deposit& deposit, const KeptStatement& statement, Changes& changes);
    Result<std::vector<crypto::StatementId>> needed_for_evidence(const crypto::DepositId& id) const;
    Result<std::vector<DepositSummary>> summaries(const std::vector<crypto::DepositId>& ids) const;
    /// The first deposit of an outbox that is here. Errors: NotFound; what its statements' form gives.
    Result<std::shared_ptr<const KeptDeposit>> first_known(const storage::Outbox& outbox) const;
    /// What a submission adds to the chains of rooms.
    struct ChainChanges {
        Changes changes;
        std::set<std::string> prefixes;  ///< of the chains, in their table
    };
    /// Notes the statement's place in the chain of its room in `chains`.
    Result<KeptStatement> judge(const storage::OutgoingStatement& outgoing, const crypto::IdentityId& room,
                                const std::map<crypto::StatementId, KeptStatement>& earlier,
                                ChainChanges& chains) const;
    /// Whether a leaf that is written now would count. A statement that is logged already passes.
    Status check_countable(const crypto::Statement& statement,
                           const std::shared_ptr<const crypto::AgreementFile>& agreement) const;
    /// Whether the statement of kind `kind` that it rests on is here, or among those taken `earlier`.
    Status check_ground(const crypto::Statement& statement, crypto::StatementKind kind,
                        const crypto::DepositId& deposit,
                        const std::map<crypto::StatementId, KeptStatement>& earlier) const;
    /// Of the deposits they are about: what excludes something, and the remarks that name one of them.
    Result<std::vector<SubmissionAnswer::Flagged>> conflicts_about(const std::vector<KeptStatement>& statements) const;

    CustodyOptions options_;
    storage::KeyFolder key_;
    storage::PartySigner signer_;
    const Clock& clock_;
    Random& random_;
    std::mutex random_mutex_;  ///< guards random_
    std::unique_ptr<Vault> vault_;
    std::unique_ptr<Unnamed> unnamed_;
    std::unique_ptr<crypto::PrivateKey> log_ed25519_, log_mldsa44_;
    std::unique_ptr<crypto::LogSigner> log_signer_;
    std::unique_ptr<storage::Log> log_;
    std::unique_ptr<storage::Sequencer> sequencer_;
    std::unique_ptr<storage::Cosigning> cosigning_;
    std::unique_ptr<Register> register_;
    std::unique_ptr<Catalogue> catalogue_;
    std::unique_ptr<Parties> parties_;
    /// What the roots said of a room, by the agreement it was last asked under: opening it costs four signatures.
    struct RememberedEndorsers {
        std::shared_ptr<const crypto::AgreementFile> agreement;
        crypto::Endorsers endorsers;
    };
    mutable Cache<crypto::IdentityId, RememberedEndorsers> endorsers_{kRoomsRememberedMax};
    mutable std::atomic<std::int64_t> counted_at_ = -1;  ///< the second in which it was last found to count
    OneAtATime<crypto::DepositId> holding_;              ///< so that a deposit is held once
    OneAtATime<crypto::StatementId> admitting_;          ///< so that no endorsement is lost
};

}  // namespace assay::escrow
