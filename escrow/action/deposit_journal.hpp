// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/core/random.hpp"
#include "base/core/time.hpp"
#include "base/files/lock.hpp"
#include "crypto/statement/deposit_id.hpp"

#include <filesystem>
#include <optional>

namespace assay::escrow {

/// What one deposit is made of, as a digest: the same inputs under the same agreement to the same place are the same
/// deposit, however often the command is run.
using DepositFingerprint = FixedBytes<32, struct DepositFingerprintTag>;

/// A deposit's memory on the vendor's machine, in `deposits/` of its key folder.
///
/// Everything random in a deposit comes from one seed, which is written down before anything is sent: a command that
/// was killed and is run again makes the very same pieces, keys and statement, so it finds what is there already and
/// there is one deposit. When the custodian has said that it is held, the seed is forgotten and what remains says so.
/// A deposit in a transfer folder is not held yet: its seed stays, and the same folder can be made again.
///
/// - Locked for as long as the object lives.
class DepositJournal {
public:
    /// Continues what was begun, or begins. Errors: Busy when another command is at it.
    static Result<DepositJournal> open(const std::filesystem::path& key_folder, const DepositFingerprint& fingerprint,
                                       Time now, Random& random);

    /// The seed and time of a deposit that is not held yet. Null once it is.
    const SecretBytes* seed() const { return seed_ ? &*seed_ : nullptr; }
    Time time() const { return time_; }
    /// The deposit that was made of these inputs and is held.
    const std::optional<crypto::DepositId>& held() const { return held_; }
    /// Whether it was begun by an earlier command, so that parts of it may be anywhere already.
    bool is_continued() const { return is_continued_; }

    /// Notes that the deposit is held, and forgets the seed.
    Status finish(const crypto::DepositId& id);
    /// Forgets what was held, so that the same inputs are deposited once more.
    Status begin_again(Time now, Random& random);

private:
    DepositJournal(Folder folder, RelativePath name, FileLock lock, Time time)
        : folder_(std::move(folder)), name_(std::move(name)), lock_(std::move(lock)), time_(time) {}
    Status write() const;

    Folder folder_;
    RelativePath name_;
    FileLock lock_;
    Time time_;
    std::optional<SecretBytes> seed_;
    std::optional<crypto::DepositId> held_;
    bool is_continued_ = false;
};

}  // namespace assay::escrow
