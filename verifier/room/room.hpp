// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/cell/worker.hpp"
#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/core/time.hpp"
#include "base/files/lock.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/statement/agreement.hpp"
#include "crypto/statement/deposit.hpp"
#include "crypto/statement/export.hpp"
#include "storage/export/export_pieces.hpp"
#include "storage/export/outbox.hpp"
#include "verifier/keeper/reports.hpp"
#include "verifier/room/seen.hpp"

namespace assay::verifier {

/// A deposit in the room: the export file it came in, every statement in it opened and held against the policy.
struct RoomDeposit {
    crypto::DepositId id;
    Folder folder;  ///< `deposits/<id>` of the room
    crypto::IdentityBook book;
    crypto::Agreement agreement;
    crypto::Statement deposit_statement;
    crypto::Deposit deposit;
    crypto::Statement export_statement;
    crypto::Export exported;
    std::unique_ptr<storage::ExportPieces> pieces;
};

/// A statement the room has signed, with its closed part in the clear: it stays in the room.
struct OwnStatement {
    crypto::SaltedEnvelope statement;
    crypto::ClosedPart closed;
};

/// A room's data folder, held by this process alone.
///
/// ```
/// policy.toml   seen.json   lock
/// deposits/<id>/export          the file it came in
///               opened/         what the vendor deposited, in the clear (after acceptance)
///               tree/           its source, unpacked in the cell
///               outputs/        artifacts and log of the last rebuild
///               own/<kind>.json statements this room signed about it
/// outbox/NNNNNN.json            statements and evidence on their way out
/// jobs/                         of builds under way
/// ```
class Room {
public:
    /// Makes the folder on first use; then `policy` must be given. Later one, if given, replaces the policy. Errors: Busy;
    /// Usage without a policy; Invalid for one that cannot be used.
    static Result<Room> open(const std::filesystem::path& data, const std::optional<std::filesystem::path>& policy);

    const crypto::Policy& policy() const { return policy_; }
    const Folder& folder() const { return folder_; }
    std::filesystem::path path() const { return path_; }

    /// Takes in an export file: walked in a cell, then every statement, object and piece held against what was signed, then
    /// kept whole. Repeating it is no error. Errors: Untrusted, Refused (older than what was seen, another room's), Unproven.
    Result<crypto::DepositId> import(const std::filesystem::path& file, Time now, Progress& progress, const Interrupt& interrupt);

    /// All that were imported, by id.
    Result<std::vector<crypto::DepositId>> deposits() const;
    /// Opens one that was imported, checking its statements again.
    Result<RoomDeposit> deposit(const crypto::DepositId& id, Time now) const;

    /// Statements this room signed about a deposit, by kind; the last of each.
    Result<std::optional<OwnStatement>> own(const RoomDeposit& deposit, crypto::StatementKind kind) const;
    /// Keeps a statement the keeper signed, and puts it into the outbox with its closed part sealed to the vendor.
    Status keep(const RoomDeposit& deposit, crypto::StatementKind kind, const SignedReport& report, Random& random);
    /// Puts evidence into the outbox, to be completed with proofs outside.
    Status keep_evidence(const crypto::Evidence& evidence);

    /// What an outbox takes out.
    enum class Take { New, All };
    /// What waits to leave. With `New`, what no earlier outbox held; `mark_taken` then says that it has left.
    Result<storage::Outbox> outbox(Take take, const crypto::IdentityId& room) const;
    /// Says that all that waits has left.
    Status mark_taken();

private:
    Room(std::filesystem::path path, Folder folder, FileLock lock, crypto::Policy policy) : path_(std::move(path)), folder_(std::move(folder)), lock_(std::move(lock)), policy_(std::move(policy)) {}
    Result<RoomDeposit> read(Descriptor file, Folder folder, Time now) const;
    Status put_into_outbox(const Json& item);

    std::filesystem::path path_;
    Folder folder_;
    FileLock lock_;
    crypto::Policy policy_;
};

/// The worker that walks an export file, for the program's table.
inline constexpr std::string_view kExportWorker = "read-export";
Result<Bytes> export_worker(cell::Request& request);

}  // namespace assay::verifier
