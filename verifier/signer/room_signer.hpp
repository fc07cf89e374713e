// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "storage/keys/key_folder.hpp"
#include "verifier/signer/ledger.hpp"

#include <functional>

namespace assay::verifier {

struct DraftContext;

/// Whether a party can be a room. Errors: Refused.
Status check_verifier(const crypto::Identity& identity);

/// The room's keys at work: opens what is sealed to the room, keeps its chains and signs typed reports.
///
/// Errors of all but identity(): Untrusted when the room's identity does not count now, be it that it expired while the
/// signer runs; Unavailable when the signer has gone.
class RoomSigner {
public:
    virtual ~RoomSigner() = default;
    /// The room's own, as its key folder has it.
    virtual const crypto::IdentityFile& identity() const = 0;
    /// What a file sealed to this room holds. Errors: as age_open.
    virtual Result<SecretBytes> open(ByteView sealed) = 0;
    /// The next ordinal of the chain that an acceptance's deposit belongs to, for a build that is about to begin. It is
    /// taken whatever becomes of the build. Errors: NotFound for an acceptance this signer has no record of; Refused
    /// after ChainState::kUnfinishedMax builds in a row that were not finished.
    virtual Result<std::uint64_t> reserve(const crypto::StatementLink& acceptance) = 0;
    /// What was signed and reserved in a chain; nothing where none has begun.
    virtual Result<std::optional<ChainState>> chain(const ChainKey& key) = 0;
    /// Signs a report, with fresh salts, as of now. Errors: Refused for a report that contradicts itself or what was
    /// signed before; NotFound for one that rests on a statement this signer has no record of; Limit for one whose
    /// closed part could not be read back.
    virtual Result<SignedReport> sign(const Report& report) = 0;
    /// The last statement that was signed, for a room that was killed before it kept it; nothing before the first.
    virtual Result<std::optional<SignedReport>> last() = 0;
};

/// The signer itself, keys in memory. Runs inside the signer process; nothing else of the room holds a private key.
class KeySigner final : public RoomSigner {
public:
    /// Called when the keys are in memory, before the ledger is opened: the place to give up what only the keys' owner
    /// may do. It is given the ledger's folder.
    using Settle = std::function<Status(const Folder& ledger)>;

    /// The ledger is the folder `signer` in the key folder, made where missing. Errors: as KeyFolder and Ledger;
    /// Refused when the party is no verifier; Untrusted when its identity does not count now.
    static Result<KeySigner> open_folder(const std::filesystem::path& folder, const Clock& clock, Random& random,
                                         const Settle& settle = {});

    const crypto::IdentityFile& identity() const override { return folder_.file(); }
    Result<SecretBytes> open(ByteView sealed) override;
    Result<std::uint64_t> reserve(const crypto::StatementLink& acceptance) override;
    Result<std::optional<ChainState>> chain(const ChainKey& key) override;
    Result<SignedReport> sign(const Report& report) override;
    Result<std::optional<SignedReport>> last() override;

private:
    KeySigner(storage::KeyFolder folder, storage::PartySigner signer, crypto::AgeIdentity seal, Ledger ledger,
              const Clock& clock, Random& random)
        : folder_(std::move(folder)),
          signer_(std::move(signer)),
          seal_(std::move(seal)),
          ledger_(std::move(ledger)),
          clock_(clock),
          random_(random) {}
    /// Now, while the identity counts.
    Result<Time> current(std::string_view doing) const;
    Result<SignedReport> sign_as(const Report& report, const DraftContext& context);
    Result<SignedReport> sign_one(const AcceptanceReport& report, Time now);
    Result<SignedReport> sign_one(const RefusalReport& report, Time now);
    Result<SignedReport> sign_one(const RebuildReport& report, Time now);
    Result<SignedReport> sign_one(const VerdictReport& report, Time now);
    Result<SignedReport> sign_one(const AccessReport& report, Time now);
    Result<SignedReport> sign_one(const OutboxReport& report, Time now);
    Status check_rebuild(const RebuildReport& report, Time now) const;
    Result<bool> was_given(const SignedReport& report) const;

    storage::KeyFolder folder_;
    storage::PartySigner signer_;
    crypto::AgeIdentity seal_;
    Ledger ledger_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace assay::verifier
