// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/record/agreement_file.hpp"
#include "crypto/record/chain.hpp"
#include "crypto/record/export.hpp"
#include "crypto/sealing/sealed_file.hpp"
#include "escrow/custody/custody.hpp"
#include "escrow/custody/custody_check.hpp"
#include "storage/export/export_file.hpp"
#include "storage/piece/piece.hpp"
#include "tests/support/support.hpp"
#include "witness/core/witness.hpp"

#include <atomic>

namespace assay::test {

class MovingClock final : public Clock {
public:
    Time now() const override { return need(Time::from_seconds(seconds.load())); }
    void pass_days(std::int64_t days) { seconds += days * 86400; }
    std::atomic<std::int64_t> seconds = 1'800'000'000;
};

/// A deposit as a vendor makes it: everything sealed, nothing sent.
struct MadeDeposit {
    crypto::SaltedEnvelope statement;
    crypto::Deposit body;
    crypto::DepositId id;
    std::vector<Bytes> pieces;
    storage::PieceList list;
    std::vector<Bytes> sealed;
};

/// What a vendor seals, once the key of its root can be asked for.
struct DepositContent {
    std::vector<storage::SealedPiece> pieces;  ///< the root last
    crypto::ClosedPart closed;
};

/// Everybody of one escrow as key folders below a temporary folder, with the policy all of them trust and an agreement:
/// root, custodian, vendor, room, spare-room, t1 to t3, witness; and outsider, a vendor without an agreement.
class Office {
public:
    explicit Office(std::uint64_t seed = 1);

    TempFolder home;
    MovingClock clock;
    CountingRandom random;

    std::filesystem::path path(const std::string& name) const { return home / name; }
    storage::KeyFolder keys(const std::string& name) const { return need(storage::KeyFolder::open(path(name))); }
    crypto::IdentityId id(const std::string& name) const { return keys(name).identity().id(); }
    http::SpkiDigest tls(const std::string& name) const;

    /// Makes a party and has the root endorse it.
    void add_party(const std::string& name, crypto::Role role, std::int64_t days = 1000);
    /// An agreement between these, signed by those given; all where none are.
    crypto::AgreementFile agree(const std::string& vendor, const std::string& custodian,
                                const std::vector<std::string>& rooms, std::vector<std::string> signers = {},
                                const std::string& dedup = "vendor");

    crypto::SaltedEnvelope sign(const std::string& payload, const std::string& party);
    /// A statement with a closed part sealed to vendor and its signer, which outbox_of puts beside it.
    template <typename Body>
    crypto::SaltedEnvelope sign_sealed(Body body, const std::string& party) {
        const auto parts = closed_parts(party);
        body.sealed = crypto::records_of(parts);
        auto out = sign(body.payload(), party);
        sealed[need(crypto::peek_link(out.envelope)).id()] = parts;
        return out;
    }
    std::vector<crypto::SealedPart> closed_parts(const std::string& room);
    /// Has a room sign the manifest of an outbox as it is now.
    void vouch(storage::Outbox& outbox, const std::string& room = "room");
    /// A deposit of a few pieces; those of one `content` are the same each time. `alter` has the body before it is
    /// signed.
    MadeDeposit make_deposit(const crypto::AgreementFile& agreement, const std::string& content,
                             const std::function<void(crypto::Deposit&)>& alter = {});
    /// A deposit of what `seal` gives.
    MadeDeposit make_deposit_of(const crypto::AgreementFile& agreement,
                                const std::function<DepositContent(const storage::RootKeySource&)>& seal,
                                const std::function<void(crypto::Deposit&)>& alter = {});

    std::map<crypto::StatementId, std::vector<crypto::SealedPart>> sealed;
    std::size_t closed_bytes = 6;          ///< of what seal_to seals
    std::vector<std::string> other_rooms;  ///< of the agreement, beside the one that signs
    crypto::Policy policy = crypto::Policy::strict();
    std::optional<crypto::AgreementFile> agreement;  ///< of the vendor, complete
};

/// The office's witness, in this process.
class LocalWitness {
public:
    explicit LocalWitness(Office& office, const std::string& data = "witness-data");
    std::unique_ptr<storage::WitnessChannel> channel();
    std::atomic<bool> is_down = false;

private:
    class Channel;
    crypto::PrivateKey ed25519_, mldsa44_;
    std::unique_ptr<witness::Witness> witness_;
};

/// The office's custodian at work in this process.
class Desk {
public:
    explicit Desk(Office& office, const std::string& data = "data");

    escrow::CustodyOptions options(std::chrono::milliseconds quorum = std::chrono::seconds(20));
    escrow::Custody& custody() { return *custody_; }
    void open() { custody_ = need(escrow::Custody::open(options(), office.clock, office.random)); }
    void close() { custody_.reset(); }

    /// Sends everything of a deposit but its statement.
    void send(const MadeDeposit& deposit, const std::string& vendor = "vendor");
    /// A deposit that is held.
    MadeDeposit hold(const std::string& content);
    /// Closes, checks what lies there, opens again.
    escrow::CustodyReport check(escrow::ReadData read_data = escrow::ReadData::Yes);

    Office& office;
    LocalWitness witness;
    std::filesystem::path data;

private:
    std::unique_ptr<escrow::Custody> custody_;
};

/// A room's statements about a deposit that was exported to it, each resting on the one before.
struct RoomWork {
    crypto::SaltedEnvelope acceptance, rebuild, verdict;
    std::optional<crypto::ChainPlace> next;  ///< of what the room says after them
};
/// They begin a chain, or go on where `at` says.
RoomWork work_of_room(Office& office, const MadeDeposit& deposit, const crypto::StatementLink& exported,
                      const std::string& room = "room", const std::optional<crypto::ChainPlace>& at = {});
/// The head of an export file that begins so.
storage::ExportHead head_of(ByteView front);
/// Exports a deposit to a room; the statement that says so.
crypto::StatementLink export_once(escrow::Custody& custody, const crypto::IdentityId& room,
                                  const crypto::DepositId& deposit);

/// Something sealed to a party.
Bytes seal_to(Office& office, const std::string& party);
/// The room's statements, each with the closed parts that sign_sealed made, under a manifest of the room.
storage::Outbox outbox_of(Office& office, const std::vector<crypto::SaltedEnvelope>& statements,
                          const std::string& room = "room");

/// Kind and words of a refusal.
template <typename T>
void check_refused(const Result<T>& result, ErrorKind kind, const std::string& words) {
    REQUIRE_FALSE(result);
    INFO(result.error().message());
    CHECK(result.error().kind() == kind);
    CHECK(result.error().message().find(words) != std::string::npos);
}

}  // namespace assay::test
