// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/interrupt.hpp"
#include "base/core/progress.hpp"
#include "base/core/time.hpp"
#include "base/files/lock.hpp"
#include "crypto/evidence/policy.hpp"
#include "crypto/record/agreement.hpp"
#include "crypto/record/deposit.hpp"
#include "crypto/record/export.hpp"
#include "storage/export/export_pieces.hpp"
#include "verifier/room/media.hpp"
#include "verifier/room/outbox_folder.hpp"
#include "verifier/room/seen.hpp"
#include "verifier/room/statement_folder.hpp"
#include "verifier/signer/reports.hpp"

namespace assay::verifier {

/// What stays free on the disk of a room: with less it begins nothing.
inline constexpr std::uint64_t kRoomBytesFree = 64U << 20;

/// A deposit in the room: the export file it came in, every statement in it opened and held against the policy.
struct RoomDeposit {
    crypto::DepositId id;
    Folder folder;  ///< `deposits/<id>` of the room
    crypto::IdentityBook book;
    crypto::Agreement agreement;
    crypto::Statement deposit_statement;
    Bytes deposit_envelope;  ///< of that statement, exact
    crypto::Deposit deposit;
    crypto::Statement export_statement;
    crypto::Export exported;
    std::unique_ptr<storage::ExportPieces> pieces;
    /// The receipt it came with, without roots that the room's policy does not name and without their endorsements.
    crypto::Evidence held;
};

/// To whom a deposit's closed parts are sealed: its vendor and the rooms of its agreement. Errors: Unproven when one
/// has no key to seal to.
Result<std::vector<Reader>> readers_of(const RoomDeposit& deposit);

/// A room's data folder, open to read. Page: room.md, with what a reader may rely on while another process writes.
class RoomView {
public:
    /// Takes no lock and changes nothing. Errors: NotFound where there is no room; Invalid.
    static Result<RoomView> open(const std::filesystem::path& data);

    const crypto::Policy& policy() const { return policy_; }
    const Folder& folder() const { return folder_; }
    std::filesystem::path path() const { return path_; }

    /// All that were imported, by id.
    Result<std::vector<crypto::DepositId>> deposits() const;
    /// Opens one that was imported, checking its statements again.
    Result<RoomDeposit> deposit(const crypto::DepositId& id, Time now) const;
    /// The deposit that came in a file of exactly these bytes; nothing of the file is read but that. Errors: those of
    /// reading it.
    Result<std::optional<crypto::DepositId>> imported_from(const std::filesystem::path& file) const;
    /// What this room has signed about a deposit.
    Result<StatementFolder> statements(const RoomDeposit& deposit) const;
    /// The same by its id alone: nothing of the deposit itself is opened or held against the policy. What a room has
    /// signed stays its own word, whatever it thinks of the deposit now.
    Result<StatementFolder> statements(const crypto::DepositId& id) const;

protected:
    RoomView(std::filesystem::path path, Folder folder, crypto::Policy policy)
        : path_(std::move(path)), folder_(std::move(folder)), policy_(std::move(policy)) {}
    Result<RoomDeposit> read(Descriptor file, Folder folder, Time now) const;
    Status check_logged(const storage::ExportHead& head, const crypto::Identity& custodian) const;

    std::filesystem::path path_;
    Folder folder_;
    crypto::Policy policy_;
};

/// A room's data folder, written by this process alone.
class Room : public RoomView {
public:
    /// What becomes of a folder that is no room yet.
    enum class Absent { Make, Refuse };
    /// What becomes of a policy that is given and is not, byte for byte, the one that the room keeps.
    enum class OtherPolicy { Refuse, Replaces };
    /// Makes the room on first use, where asked to; then `policy` must be given, and is kept. What a run that was
    /// killed has left is removed: see sweep; `left` tells what could not be. Errors: NotFound; Busy when another
    /// process writes; Usage without a policy; Invalid for one that cannot be used; Refused for another one than is
    /// kept.
    static Result<Room> open(const std::filesystem::path& data, const std::optional<std::filesystem::path>& policy,
                             Absent absent, OtherPolicy other = OtherPolicy::Refuse);

    /// Takes in an export file: measured, copied and walked in a cell, then every statement, object and piece held
    /// against what was signed, then kept whole. Repeating it is no error. Errors: Untrusted, Refused (older than what
    /// was seen, another room's), Unproven.
    Result<crypto::DepositId> import(const std::filesystem::path& file, Time now, Progress& progress,
                                     const Interrupt& interrupt);

    /// Keeps a statement the signer signed, and puts it into the outbox with its sealed closed parts.
    Status keep(const RoomDeposit& deposit, const SignedReport& report);
    /// Keeps a statement that was signed before this process began, and that the room was killed before it kept. One it
    /// has, and one about a deposit that is not in this room, is passed over. The deposit is not opened: one that does
    /// not hold any more must not stop the others.
    Status recover(const SignedReport& report);
    /// Puts evidence into the outbox, to be completed with proofs outside.
    Status keep_evidence(const crypto::Evidence& evidence);

    /// What waits to leave, and has left.
    const OutboxFolder& outbox() const { return outbox_; }
    /// What a run that was killed has left and could not be removed, each in the words of an error.
    const std::vector<std::string>& left() const { return left_; }

private:
    Status keep(const Folder& deposit, const SignedReport& report);
    Room(std::filesystem::path path, Folder folder, crypto::Policy policy, FileLock lock, OutboxFolder outbox,
         std::vector<std::string> left)
        : RoomView(std::move(path), std::move(folder), std::move(policy)),
          lock_(std::move(lock)),
          outbox_(std::move(outbox)),
          left_(std::move(left)) {}

    FileLock lock_;
    OutboxFolder outbox_;
    std::vector<std::string> left_;
};

}  // namespace assay::verifier
