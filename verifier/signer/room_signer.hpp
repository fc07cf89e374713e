// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/time.hpp"
#include "storage/keys/key_folder.hpp"
#include "verifier/signer/reports.hpp"

namespace assay::verifier {

/// Whether a party can be a room. Errors: Refused.
Status check_verifier(const crypto::Identity& identity);

/// The room's keys at work: opens what is sealed to the room and signs typed reports.
class RoomSigner {
public:
    virtual ~RoomSigner() = default;
    /// The room's own, as its key folder has it.
    virtual const crypto::IdentityFile& identity() const = 0;
    /// What a file sealed to this room holds. Errors: as age_open.
    virtual Result<SecretBytes> open(ByteView sealed) = 0;
    /// Signs a report, with fresh salts, as of now. Errors: Untrusted when the room's identity does not count now;
    /// Refused for a report that contradicts itself; Limit for one whose closed part could not be read back;
    /// Unavailable when the signer has gone.
    virtual Result<SignedReport> sign(const Report& report) = 0;
};

/// The signer itself, keys in memory. Runs inside the signer process; nothing else of the room holds a private key.
class KeySigner final : public RoomSigner {
public:
    /// Errors: as KeyFolder; Refused when the party is no verifier; Untrusted when its identity does not count now.
    static Result<KeySigner> open_folder(const std::filesystem::path& folder, const Clock& clock, Random& random);

    const crypto::IdentityFile& identity() const override { return folder_.file(); }
    Result<SecretBytes> open(ByteView sealed) override;
    Result<SignedReport> sign(const Report& report) override;

private:
    KeySigner(storage::KeyFolder folder, storage::PartySigner signer, crypto::AgeIdentity seal, const Clock& clock,
              Random& random)
        : folder_(std::move(folder)),
          signer_(std::move(signer)),
          seal_(std::move(seal)),
          clock_(clock),
          random_(random) {}
    storage::KeyFolder folder_;
    storage::PartySigner signer_;
    crypto::AgeIdentity seal_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace assay::verifier
